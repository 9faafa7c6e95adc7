/** Where a page of a list ends: the sort key and the id of its last row. */
export type Cursor = { key: string; id: number }
