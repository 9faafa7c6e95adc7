import type { AppLoadContext, EntryContext } from '@remix-run/node'
import { isRouteErrorResponse, RemixServer } from '@remix-run/react'
import { renderToString } from 'react-dom/server'
import en from '#app/messages/en.ts'
import fr from '#app/messages/fr.ts'
import { registerMessages } from '#app/messages/register-messages.server.ts'
import { collectAreas } from '#app/messages/translate.ts'
import { log } from '#app/platform/log.ts'
import { htmlResponse } from '#app/web/html-response.ts'

// The web server imports these from the build, so that there is one pool of connections and one copy of every module.
export { closeLiveStreams } from '#app/web/live-stream.server.ts'
export { createLoadContext } from '#app/web/load-context.server.ts'
export { db } from '#db/client.server.ts'

registerMessages('en', en)
registerMessages('fr', fr)

// Remix keeps the data of a request for this many milliseconds. No loader of ours defers data.
export const streamTimeout = 1000

type Handoff = {
  serverHandoffStream?: ReadableStream<Uint8Array>
  renderMeta?: { didRenderScripts?: boolean }
}

/**
 * Renders whole pages. Single fetch hands over the loaders' data as a stream, to be rendered through Suspense. Nothing
 * is deferred here, so the stream is read to its end and put at the end of the page as one script.
 */
export default async function handleDocument(
  request: Request,
  status: number,
  headers: Headers,
  context: EntryContext,
  { nonce }: AppLoadContext,
): Promise<Response> {
  const handoff = context as Handoff
  const stream = handoff.serverHandoffStream
  handoff.serverHandoffStream = undefined

  const { result: page, areas } = collectAreas(() =>
    renderToString(<RemixServer context={context} url={request.url} nonce={nonce} />),
  )
  const data = stream && handoff.renderMeta?.didRenderScripts ? handoffScript(await readAll(stream), nonce) : ''

  headers.set('Content-Type', 'text/html; charset=utf-8')
  return htmlResponse(wholePage(page, areas, data), status, headers)
}

/**
 * The page with what is known only once it is rendered: the areas of its sentences, and the data. They are put between
 * its bytes, since every string that is made of a long one is copied anew, and takes twice the room of the bytes.
 */
function wholePage(page: string, areas: string[], data: string): Buffer {
  const bytes = Buffer.from(page)
  const inOpeningTag = bytes.indexOf('>')
  const closing = bytes.lastIndexOf('</body>')
  const inBody = closing === -1 ? bytes.length : closing
  return Buffer.concat([
    Buffer.from('<!DOCTYPE html>'),
    bytes.subarray(0, inOpeningTag),
    Buffer.from(` data-areas="${areas.join(' ')}"`),
    bytes.subarray(inOpeningTag, inBody),
    Buffer.from(data),
    bytes.subarray(inBody),
  ])
}

/** Keeps internal errors out of the answer and logs them for the operator. */
export function handleError(error: unknown, { request }: { request: Request }): void {
  if (request.signal.aborted) return
  // What is refused (no such address, not by this method) is the answer that the request should get.
  if (isRouteErrorResponse(error) && error.status < 500)
    log.debug({ url: request.url, status: error.status }, 'Refused')
  else log.error({ err: error, url: request.url }, 'A request failed')
}

async function readAll(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const part of stream as unknown as AsyncIterable<Uint8Array>)
    text += decoder.decode(part, { stream: true })
  return text + decoder.decode()
}

const ESCAPES: Record<string, string> = { '<': '\\u003c', '>': '\\u003e', '&': '\\u0026' }

function handoffScript(data: string, nonce: string): string {
  const literal = JSON.stringify(data).replace(/[<>&]/g, (character) => ESCAPES[character] ?? '')
  return `<script nonce="${nonce}">(c=>{c.enqueue(${literal});c.close()})(window.__remixContext.streamController)</script>`
}
