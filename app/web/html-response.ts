const key = Symbol.for('entraide.html')

/** A response whose whole body is known: the server writes the bytes at once instead of reading a stream. */
export function htmlResponse(html: Buffer, status: number, headers: Headers): Response {
  const response = new Response(null, { status, headers })
  Object.defineProperty(response, key, { value: html })
  return response
}

export function htmlOf(response: Response): Buffer | undefined {
  return (response as { [key]?: Buffer })[key]
}
