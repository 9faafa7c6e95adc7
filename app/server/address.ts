import { createServer } from 'node:net'
import { SetupError } from '#app/platform/setup-error.ts'

/** Checked before the build and the first run, so that a port in use is reported within a second. */
export function checkAddress({ HOST, PORT }: { HOST: string; PORT: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new SetupError(sentence(error.code), { cause: error })),
    )
    server.listen(PORT, HOST, () => server.close(() => resolve()))
  })

  function sentence(code: string | undefined): string {
    if (code === 'EADDRINUSE') return `Port ${PORT} of ${HOST} is taken: stop what uses it, or set PORT to another one.`
    if (code === 'EACCES') return `Port ${PORT} is not for this user to open: set PORT to one from 1024 up.`
    return `HOST ${HOST} is not an address of this machine (${code}).`
  }
}
