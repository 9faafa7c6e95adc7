/** Without any progress for so long, in milliseconds, the file counts as not sent. */
const STALLED = 30_000

export type Uploaded = { markdown: string }
type Answer = Partial<Uploaded> & { message?: string; again?: boolean }
/**
 * Why a file was refused. `message`: in the server's words. Otherwise `offline`: the server could not be reached;
 * `account`: only members have files; `session`: the session has ended; `large`: for a server in between; `failed`.
 * `again`: trying again can help.
 */
export type UploadRefusal = {
  reason: 'message' | 'offline' | 'account' | 'session' | 'large' | 'failed'
  message?: string
  again: boolean
}

const OFFLINE: UploadRefusal = { reason: 'offline', again: true }

/** What a status other than 201 means; the answer is null when a server in between gave a page of its own. */
export function refusalOf(status: number, answer: Answer | null): UploadRefusal {
  if (status === 401) return { reason: 'session', again: true }
  if (answer?.message) return { reason: 'message', message: answer.message, again: answer.again ?? false }
  if (status === 413) return { reason: 'large', again: false }
  return { reason: 'failed', again: true }
}

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
        reject(OFFLINE)
        request.abort()
      }, STALLED)
    }
    request.onloadend = () => clearTimeout(stalled)
    request.upload.onprogress = (event) => {
      wait()
      if (event.lengthComputable) onProgress(event.loaded / event.total)
    }
    request.onload = () => {
      const answer = request.response as Answer | null
      if (request.status === 201 && answer?.markdown) resolve({ markdown: answer.markdown })
      else reject(refusalOf(request.status, answer))
    }
    request.onerror = () => reject(OFFLINE)
    request.onabort = () => reject({ reason: 'failed', again: true })
    signal.addEventListener('abort', () => request.abort())
    wait()
    request.send(file)
  })
}
