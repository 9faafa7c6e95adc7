import { isIPv6 } from 'node:net'

/**
 * The key by which an address is counted. For IPv6 it is the network (/64): whoever has one address of it has all of
 * them, and could use another at every request.
 */
export function addressKey(ip: string): string {
  if (!isIPv6(ip)) return ip
  const inside = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1]
  if (inside !== undefined) return inside
  const [left = '', right] = (ip.split('%')[0] ?? '').split('::')
  const groupsOf = (part: string) => (part === '' ? [] : part.split(':'))
  const [head, tail] = [groupsOf(left), groupsOf(right ?? '')]
  const zeros = Array<string>(8 - head.length - tail.length).fill('0')
  const groups = [...head, ...zeros, ...tail]
  const network = groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16))
  return `${network.join(':')}::/64`
}
