/** For a command that takes none: whatever is asked of it is answered with how to use it, and nothing is done. */
export function refuseArguments(usage: string): void {
  const given = process.argv.slice(2)
  if (given.length === 0) return
  console.log(usage)
  process.exit(given.every((argument) => argument === '--help' || argument === '-h') ? 0 : 1)
}
