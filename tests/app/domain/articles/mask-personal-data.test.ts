import { expect, test } from 'vitest'
import { maskPersonalData } from '#app/domain/articles/mask-personal-data.ts'

const mail = '[e-mail address]'
const phone = '[phone number]'
const address = '[IP address]'

test.each([
  // E-mail addresses.
  ['write to jane.doe+forum@mail.acme.io please', `write to ${mail} please`],
  ['(jane@acme.io)', `(${mail})`],
  ['`jane@acme.io`, and bob@acme.io.', `\`${mail}\`, and ${mail}.`],
  ['émile.zola@société.fr', mail],
  ['https://user@acme.io/path', `https://${mail}/path`],
  ['you@example.com', mail],
  ['git@github.com:acme/tool.git', 'git@github.com:acme/tool.git'],
  ['noreply@acme.io', 'noreply@acme.io'],
  ['@jane said so, npm i @acme/tool@2.1.0', '@jane said so, npm i @acme/tool@2.1.0'],
  // Phone numbers.
  ['call 06 12 34 56 78 today', `call ${phone} today`],
  ['06.12.34.56.78', phone],
  ['0612345678', phone],
  ['+33 6 12 34 56 78', phone],
  ['+33 (0)6 12 34 56 78', phone],
  ['+1 (555) 123-4567', phone],
  ['(555) 123-4567 or 555-123-4567', `${phone} or ${phone}`],
  ['+44 20 7946 0958', phone],
  ['order 4512345678901', 'order 4512345678901'],
  ['at 1700000000', 'at 1700000000'],
  ['2026-01-14 09:30', '2026-01-14 09:30'],
  ['from 01/02/2026 to 03/02/2026', 'from 01/02/2026 to 03/02/2026'],
  ['serial SN-0612345678-X', 'serial SN-0612345678-X'],
  // IP addresses.
  ['my address is 82.64.12.200', `my address is ${address}`],
  ['82.64.12.200:8080', `${address}:8080`],
  ['`ping 82.64.12.200`', `\`ping ${address}\``],
  ['open http://192.168.1.1/admin', 'open http://192.168.1.1/admin'],
  [
    '10.0.0.7, 172.20.0.3, 127.0.0.1, 0.0.0.0, 255.255.255.0',
    '10.0.0.7, 172.20.0.3, 127.0.0.1, 0.0.0.0, 255.255.255.0',
  ],
  ['203.0.113.9', address],
  ['use 8.8.8.8', 'use 8.8.8.8'],
  ['version 4.18.12.2', 'version 4.18.12.2'],
  ['v4.18.12.2', 'v4.18.12.2'],
  ['firmware: 4.18.12.2', 'firmware: 4.18.12.2'],
  ['chapter 1.2.3.4.5', 'chapter 1.2.3.4.5'],
  ['999.1.1.1', '999.1.1.1'],
  ['2a01:cb00:8f4:ab00:1c2d:3e4f:5a6b:7c8d', address],
  ['listen on [::1]:80 and fe80::1', 'listen on [::1]:80 and fe80::1'],
  ['at 10:30:45 sharp', 'at 10:30:45 sharp'],
  ['std::vector::iterator', 'std::vector::iterator'],
])('%s', (text, masked) => {
  expect(maskPersonalData(text, 'en')).toBe(masked)
})

test('the mask is in the language of the text', () => {
  expect(maskPersonalData('jeanne@acme.io, 06 12 34 56 78, 82.64.12.200', 'fr')).toBe(
    '[adresse e-mail], [numéro de téléphone], [adresse IP]',
  )
})
