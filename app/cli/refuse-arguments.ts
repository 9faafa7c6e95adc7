/** For a command without arguments: any argument makes it print its usage and do nothing. */
export function refuseArguments(usage: string): void {
  const given = process.argv.slice(2)
  if (given.length === 0) return
  console.log(usage)
  process.exit(given.every((argument) => argument === '--help' || argument === '-h') ? 0 : 1)
}
