import { useState } from 'react'

/** When a form was opened, as the server signed it; what the page learns meanwhile does not make it younger. */
export function OpenedField({ token }: { token: string }) {
  const [first] = useState(token)
  return <input type="hidden" name="opened" defaultValue={first} />
}
