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
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total)
    request.onload = () => {
      const answer = request.response as (Uploaded & { message?: string }) | null
      if (request.status === 201 && answer?.markdown) resolve(answer)
      else reject({ message: answer?.message, final: request.status < 500 && ![401, 429].includes(request.status) })
    }
    request.onerror = () => reject({ offline: true })
    request.onabort = () => reject({})
    signal.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}
