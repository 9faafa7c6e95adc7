import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { temporaryFolder } from '#tests/support/postgres.ts'

type Row = Record<string, string | number>
export type Files = Partial<Record<string, Row[] | string>>

const escaped = (text: string) => text.replace(/[&<>"\p{Cc}]/gu, (character) => `&#${character.charCodeAt(0)};`)

/** One row a line, after a byte order mark, as published. */
export function xml(root: string, rows: Row[]): string {
  const lines = rows.map((row) => {
    const attributes = Object.entries(row).map(([name, value]) => `${name}="${escaped(String(value))}"`)
    return `  <row ${attributes.join(' ')} />\n`
  })
  return `\ufeff<?xml version="1.0" encoding="utf-8"?>\n<${root}>\n${lines.join('')}</${root}>\n`
}

/** A folder named `community` with a dump's files, until the test is over; a text instead of rows is written as it is. */
export async function writeDump(files: Files, into = ''): Promise<string> {
  const folder = into || join(await newFolder(), 'community')
  await mkdir(folder, { recursive: true })
  for (const [name, content] of Object.entries(files)) {
    if (content === undefined) continue
    const text = typeof content === 'string' ? content : xml(name.toLowerCase(), content)
    await writeFile(join(folder, `${name}.xml`), text)
  }
  return folder
}

async function newFolder(): Promise<string> {
  const folder = await temporaryFolder()
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

const AT = '2021-03-01T10:00:00.000'

export const user = (id: number, more: Row = {}): Row => ({
  Id: id,
  DisplayName: `Person ${id}`,
  CreationDate: AT,
  LastAccessDate: '2022-01-01T00:00:00.000',
  ...more,
})

export const question = (id: number, more: Row = {}): Row => ({
  Id: id,
  PostTypeId: 1,
  CreationDate: AT,
  Score: 0,
  ViewCount: 7,
  Body: '<p>How is the printer connected?</p>',
  OwnerUserId: 1,
  Title: `How do I connect printer ${id}?`,
  Tags: '<printer>',
  ...more,
})

export const answer = (id: number, parentId: number, more: Row = {}): Row => ({
  Id: id,
  PostTypeId: 2,
  ParentId: parentId,
  CreationDate: '2021-03-02T10:00:00.000',
  Score: 0,
  Body: '<p>With a cable.</p>',
  OwnerUserId: 2,
  ...more,
})

export const vote = (id: number, postId: number, type: number, more: Row = {}): Row => ({
  Id: id,
  PostId: postId,
  VoteTypeId: type,
  CreationDate: '2021-03-03T00:00:00.000',
  ...more,
})

export const comment = (id: number, postId: number, more: Row = {}): Row => ({
  Id: id,
  PostId: postId,
  Text: 'Which printer is it?',
  CreationDate: '2021-03-04T10:00:00.000',
  UserId: 2,
  ...more,
})

export const link = (id: number, postId: number, relatedId: number, type: number): Row => ({
  Id: id,
  PostId: postId,
  RelatedPostId: relatedId,
  LinkTypeId: type,
  CreationDate: '2021-03-05T10:00:00.000',
})
