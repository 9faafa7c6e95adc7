/** The end of a page of a list: the sort key and the id of its last row. */
export type Cursor = {
  key: string
  id: number
  /** The row is in the second part of a list: of other languages than that of the reader, of people with a mark. */
  rest?: boolean
}
