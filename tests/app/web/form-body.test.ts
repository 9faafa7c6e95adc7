import { describe, expect, test } from 'vitest'
import { BODY_LIMIT } from '#app/web/body-limit.ts'
import { readFields } from '#app/web/form-body.ts'

const URLENCODED = 'application/x-www-form-urlencoded'
const MULTIPART = 'multipart/form-data; boundary=border'

const sent = (body: BodyInit, type?: string) =>
  new Request('http://localhost/', { method: 'POST', body, ...(type ? { headers: { 'Content-Type': type } } : {}) })

async function read(body: BodyInit, type?: string) {
  const fields = await readFields(sent(body, type))
  return fields && [...fields]
}

const parts = (count: number) =>
  `${'--border\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n'.repeat(count)}--border--`

describe('a form', () => {
  test('is read as browsers send it', async () => {
    const fields = [
      ['title', 'Été & café = "œuf"'],
      ['body', 'a\r\nb'],
      ['body', ''],
    ]
    expect(await read(new URLSearchParams(fields))).toEqual(fields)
    expect(await read(new URLSearchParams(fields).toString(), `${URLENCODED}; charset=UTF-8`)).toEqual(fields)
    const form = new FormData()
    for (const [name = '', value = ''] of fields) form.append(name, value)
    expect(await read(form)).toEqual(fields)
  })

  test('has at most five hundred fields; one more is not parsed at all', async () => {
    expect(await read(Array(500).fill('a=b').join('&'), URLENCODED)).toHaveLength(500)
    expect(await read(Array(501).fill('a=b').join('&'), URLENCODED)).toBeUndefined()
    expect(await read('&'.repeat(500), URLENCODED)).toBeUndefined()
    expect(await read(parts(500), MULTIPART)).toHaveLength(500)
    expect(await read(parts(501), MULTIPART)).toBeUndefined()
  })

  test('has parts with short heads', async () => {
    const part = (head: string) => `--border\r\n${head}Content-Disposition: form-data; name="a"\r\n\r\nb\r\n--border--`
    expect(await read(part('A: b\r\n'.repeat(100)), MULTIPART)).toEqual([['a', 'b']])
    expect(await read(part('A: b\r\n'.repeat(200)), MULTIPART)).toBeUndefined()
  })

  test('is not longer than a body may be, whatever its head says', async () => {
    expect(await read(`a=${'b'.repeat(BODY_LIMIT - 2)}`, URLENCODED)).toHaveLength(1)
    expect(await read(`a=${'b'.repeat(BODY_LIMIT - 1)}`, URLENCODED)).toBeUndefined()
  })

  test.each([
    ['of another type', '{}', 'application/json'],
    ['in parts without a border', 'a=b', 'multipart/form-data'],
    ['in parts that do not end', 'a=b', MULTIPART],
  ])('%s is none', async (_, body, type) => {
    expect(await read(body, type)).toBeUndefined()
  })
})
