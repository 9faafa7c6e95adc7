// Loaded before the web server, by --import: whoever started the process asks it for its processor time.
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.((user + system) / 1000)
})
// Does not keep the process alive.
process.channel?.unref()
