import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../../..')

/** What is written for nobody in particular, outside of jobs, and why no command has to ask who. */
const NOBODY_ACTS: Record<string, string> = {
  countView: 'a reader is counted, whoever they are',
  recordStep: 'the journey of a browser, which has no name in it',
  deleteJourney: 'the journey of a browser that wants to be forgotten',
  logSearch: 'what was looked for, without who did',
  logOpened: 'which result was opened, without who did',
  signUp: 'nobody is signed in yet',
  watchThreads: 'a web process that passes news on',
  unwatchThread: 'a web process that passes news on',
  indexThreads: 'the index of the search engine',
  indexArticles: 'the index of the search engine',
  requestEmbeddings: 'the index of the search engine',
  queueIndexChanges: 'what the indexes still have to be sent',
  removeSentChanges: 'what the indexes still have to be sent',
  updateIndexState: 'how far an index is',
  recordOutage: 'which process cannot reach the engine',
}

const WRITES = /\binTransaction\(|\.transaction\(\)|\b(?:insertInto|updateTable|deleteFrom)\(/
const WRITES_SQL = /sql(?:<[^`]*>)?`[^`]*\b(?:insert into|delete from|update \w+\s+set)\b/
const COMMAND = /^command(?:WithoutTransaction)?\(/

type Declared = {
  path: string
  name: string
  exported: boolean
  command: boolean
  /** Takes a database, not a transaction that somebody has opened. */
  takesDb: boolean
  takesActor: boolean
  text: string
}

const declared = ['app/domain', 'moderation'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => declarationsOf(`${folder}/${name}`, readFileSync(join(ROOT, folder, name), 'utf8'))),
)

function declarationsOf(path: string, source: string): Declared[] {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true)
  const declare = (name: string, statement: ts.Statement, made: ts.Node): Declared => {
    const parameters = ts.isFunctionLike(made) ? made.parameters.map((each) => each.type?.getText(file)) : []
    return {
      path,
      name,
      exported: statement.getText(file).startsWith('export'),
      command: COMMAND.test(made.getText(file)),
      takesDb: parameters[0] === 'Db',
      takesActor: parameters.includes('Actor'),
      text: made.getText(file),
    }
  }
  return file.statements.flatMap((statement) => {
    if (ts.isFunctionDeclaration(statement)) return [declare(statement.name?.text ?? '', statement, statement)]
    if (!ts.isVariableStatement(statement)) return []
    return statement.declarationList.declarations
      .filter((each) => each.initializer !== undefined)
      .map((each) => declare(each.name.getText(file), statement, each.initializer!))
  })
}

const calls = (text: string, name: string) => new RegExp(`\\b${name}\\(`).test(text)

/** With the functions of its own file that it calls, which may write for it. */
function wholeTextOf(one: Declared, seen = new Set<Declared>()): string {
  seen.add(one)
  const own = declared.filter((each) => each.path === one.path && each.takesDb && !each.exported && !seen.has(each))
  const called = own.filter((each) => calls(one.text, each.name))
  return [one.text, ...called.map((each) => wholeTextOf(each, seen))].join('\n')
}

/** What the worker calls, and what that calls in turn. */
function jobs(): Set<string> {
  const reached = new Set<string>()
  const visit = (text: string) => {
    for (const each of declared) {
      if (!each.exported || reached.has(each.name) || !calls(text, each.name)) continue
      reached.add(each.name)
      visit(wholeTextOf(each))
    }
  }
  visit(readFileSync(join(ROOT, 'app/jobs/handlers.ts'), 'utf8'))
  return reached
}

const writers = declared.filter((one) => {
  const text = one.exported && one.takesDb && !one.command ? wholeTextOf(one) : ''
  return WRITES.test(text) || WRITES_SQL.test(text)
})
const reachedByJobs = jobs()

describe('whoever writes', () => {
  test('goes through a command, or is the worker', () => {
    const pastTheDoor = writers.filter(({ name }) => !reachedByJobs.has(name) && !(name in NOBODY_ACTS))
    expect(pastTheDoor.map(({ path, name }) => `${path}: ${name}`)).toEqual([])
  })

  test('is somebody, or is named here: and then takes no actor', () => {
    const named = writers.filter(({ name, takesActor }) => name in NOBODY_ACTS && !takesActor)
    expect(named.map(({ name }) => name).sort()).toEqual(Object.keys(NOBODY_ACTS).sort())
  })
})
