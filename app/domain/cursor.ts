/** The end of a page of a list: the sort key and the id of its last row. */
export type Cursor = {
  key: string
  id: number
  /** In a list that begins with one language: the row is among those of the others. */
  rest?: boolean
}
