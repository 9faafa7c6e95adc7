/**
 * What an address of the forum answers as JSON. Nothing when it refuses, cannot be reached, breaks off within its answer
 * or was given up meanwhile.
 */
export async function askJson<T>(address: string, init?: RequestInit): Promise<T | undefined> {
  try {
    const answer = await fetch(address, init)
    return answer.ok ? ((await answer.json()) as T) : undefined
  } catch {
    return undefined
  }
}
