import { createServer, type Server } from 'node:net'

/** Implements just enough of PostgreSQL's protocol to accept any connection and to report its version. */
export function startFakePostgres(version: string): Promise<{ url: string; server: Server }> {
  const message = (type: string, ...parts: Array<Buffer | string>) => {
    const body = Buffer.concat(parts.map((part) => Buffer.from(part)))
    const head = Buffer.alloc(5)
    head.write(type)
    head.writeInt32BE(body.length + 4, 1)
    return Buffer.concat([head, body])
  }
  const int = (value: number, bytes: 2 | 4) => {
    const buffer = Buffer.alloc(bytes)
    buffer.writeIntBE(value, 0, bytes)
    return buffer
  }
  const ready = message('Z', 'I')
  const column = Buffer.concat([
    Buffer.from('server_version\0'),
    int(0, 4),
    int(0, 2),
    int(25, 4),
    int(-1, 2),
    int(-1, 4),
    int(0, 2),
  ])
  const answer = [
    message('T', int(1, 2), column),
    message('D', int(1, 2), int(version.length, 4), version),
    message('C', 'SHOW\0'),
    ready,
  ]

  const server = createServer((socket) => {
    let greeted = false
    socket.on('error', () => {})
    socket.on('data', (data) => {
      if (!greeted) {
        greeted = true
        socket.write(Buffer.concat([message('R', int(0, 4)), message('S', `server_version\0${version}\0`), ready]))
      } else if (data.toString('latin1', 0, 1) === 'Q') {
        socket.write(Buffer.concat(answer))
      } else {
        socket.end()
      }
    })
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' ? address?.port : 0
      resolve({ url: `postgres://someone:secret@127.0.0.1:${port}/forum`, server })
    })
  })
}
