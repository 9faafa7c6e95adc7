export type Uploaded = { markdown: string }
/** Why a file was not taken: in the server's words, or none when there was no answer; `final` when it never will be. */
export type UploadRefusal = { message?: string; offline?: boolean; final?: boolean }

/** Sends a file and says how far it is, from 0 to 1. Rejects with an UploadRefusal. */
export function uploadFile(
  file: File,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (share: number) => void },
): Promise<Uploaded> {
  return new Promise((resolve, reject: (refusal: UploadRefusal) => void) => {
    // fetch does not say how much has left.
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
