import { useState } from 'react'

/**
 * The time at which a form was opened, signed by the server. It stays the same when the page's data is loaded again.
 */
export function OpenedField({ token }: { token: string }) {
  const [first] = useState(token)
  return <input type="hidden" name="opened" defaultValue={first} />
}
