import { parentPort } from 'node:worker_threads'
import { renderMarkdown } from '#app/text/markdown.ts'

// Lives beside the forum, so that a text that takes long delays nobody's page. See renderer.ts.
parentPort?.on('message', (source: string) => {
  parentPort?.postMessage(renderMarkdown(source))
})
parentPort?.postMessage('ready')
