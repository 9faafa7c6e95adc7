declare module 'vnu-jar' {
  /** The path of the checker, to be run by Java. */
  const path: string
  export default path
}
