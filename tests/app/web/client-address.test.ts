import express from 'express'
import { expect, test } from 'vitest'
import { addressKey } from '#app/web/address-key.ts'
import { cleanForwarded, forwardedAddresses } from '#app/web/client-address.ts'

test.each([
  ['203.0.113.7', ['203.0.113.7']],
  ['203.0.113.7:51234', ['203.0.113.7']],
  ['[2001:DB8::7]:51234', ['2001:db8::7']],
  ['[2001:db8::7]', ['2001:db8::7']],
  ['2001:db8::7', ['2001:db8::7']],
  ['"[2001:db8::7]:443"', ['2001:db8::7']],
  ['fe80::1%eth0', ['fe80::1']],
  [' 203.0.113.7:80 ,, [2001:db8::7]:443, ', ['203.0.113.7', '2001:db8::7']],
  // What is written before junk is not believed.
  ['10.0.0.1, unknown, 203.0.113.7:80', ['203.0.113.7']],
  ['203.0.113.7, _hidden', []],
  ['203.0.113.7:99999999', []],
  ['1.2.3', []],
  ['for=203.0.113.7', []],
  ['', []],
])('X-Forwarded-For: %j is %j', (header, addresses) => {
  expect(forwardedAddresses(header)).toEqual(addresses)
})

/** The address that Express takes for the client's, behind one proxy. */
function addressBehind(trust: number | string, header: string | undefined): string | undefined {
  const app = express()
  app.set('trust proxy', trust)
  const req = Object.create(app.request) as express.Request
  Object.assign(req, { app, headers: { 'x-forwarded-for': header }, socket: { remoteAddress: '127.0.0.1' } })
  cleanForwarded(req)
  return req.ip
}

test.each([1, 'loopback'])('one client is counted as one whatever its port (trusting %j)', (trust) => {
  const ports = [1024, 40_000, 65_535].map((port) => addressKey(addressBehind(trust, `203.0.113.7:${port}`) ?? ''))
  expect(new Set([...ports, addressBehind(trust, '203.0.113.7')])).toEqual(new Set(['203.0.113.7']))
  expect(addressKey(addressBehind(trust, '[2001:db8:1:2::9]:443') ?? '')).toBe('2001:db8:1:2::/64')
  // Without an address the proxy is all that is known.
  for (const junk of ['unknown', '', undefined]) expect(addressBehind(trust, junk)).toBe('127.0.0.1')
})

test('a trusted proxy is recognized by its address, with a port too', () => {
  expect(addressBehind('loopback, 10.0.0.0/8', '203.0.113.7:80, 10.1.2.3:8080')).toBe('203.0.113.7')
})
