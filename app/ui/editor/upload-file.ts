/** Without any progress for so long, in milliseconds, the file counts as not sent. */
const STALLED = 30_000

export type Uploaded = { markdown: string }
/**
 * Why a file was refused: the server's message, or no message when there was no answer. `final` when trying again
 * cannot help.
 */
export type UploadRefusal = { message?: string; offline?: boolean; final?: boolean }

/** Sends a file and reports the progress, from 0 to 1. Rejects with an UploadRefusal. */
export function uploadFile(
  file: File,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (share: number) => void },
): Promise<Uploaded> {
  return new Promise((resolve, reject: (refusal: UploadRefusal) => void) => {
    // fetch does not report the progress of sending.
    const request = new XMLHttpRequest()
    request.open('POST', '/attachments')
    request.responseType = 'json'
    request.setRequestHeader('Content-Type', file.type || 'application/octet-stream')
    request.setRequestHeader('X-File-Name', encodeURIComponent(file.name))
    request.setRequestHeader('Accept', 'application/json')
    let stalled: ReturnType<typeof setTimeout> | undefined
    const wait = () => {
      clearTimeout(stalled)
      stalled = setTimeout(() => {
        reject({ offline: true })
        request.abort()
      }, STALLED)
    }
    request.onloadend = () => clearTimeout(stalled)
    request.upload.onprogress = (event) => {
      wait()
      if (event.lengthComputable) onProgress(event.loaded / event.total)
    }
    request.onload = () => {
      const answer = request.response as (Uploaded & { message?: string }) | null
      if (request.status === 201 && answer?.markdown) resolve(answer)
      // Only a refusal by the forum is final: a proxy answers with a page.
      else reject({ message: answer?.message, final: Boolean(answer?.message) && ![401, 429].includes(request.status) })
    }
    request.onerror = () => reject({ offline: true })
    request.onabort = () => reject({})
    signal.addEventListener('abort', () => request.abort())
    wait()
    request.send(file)
  })
}
