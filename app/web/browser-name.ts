import Bowser from 'bowser'

const LENGTH = 500
const NAME_LENGTH = 40

/**
 * The browser and the system of a request in words, for its owner: "Firefox", "Windows". Null where it does not say, or
 * says something that nobody knows.
 */
export function browserName(userAgent: string | null): { browser: string | null; system: string | null } {
  const { browser, os } = Bowser.parse((userAgent ?? '').slice(0, LENGTH) || 'unknown')
  return { browser: named(browser.name), system: named(os.name) }
}

const named = (name: string | undefined) => name?.slice(0, NAME_LENGTH) || null
