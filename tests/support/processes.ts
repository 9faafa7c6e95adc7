import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { childEnv } from '#app/platform/env.ts'

const ROOT = join(import.meta.dirname, '../..')

export type Running = {
  process: ChildProcess
  /** All output so far. */
  stdout(): string
  stderr(): string
  /** Resolves with the first match in the output; rejects when the process ends or takes too long. */
  says(pattern: RegExp, milliseconds?: number): Promise<RegExpExecArray>
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
}

/** Runs a program of ours as the shell does, with only the given variables and none of the tests. */
export function runNode(args: string[], variables: Record<string, string> = {}, { cwd = ROOT } = {}): Running {
  return runProgram(process.execPath, args, variables, { cwd })
}

/** Runs a script of package.json by npm, as people and service managers do. */
export function runNpm(script: string, variables: Record<string, string> = {}): Running {
  return runProgram('npm', ['run', script, '--silent'], variables, { cwd: ROOT })
}

function runProgram(
  program: string,
  args: string[],
  variables: Record<string, string>,
  { cwd }: { cwd: string },
): Running {
  const child = spawn(program, args, {
    cwd,
    env: { ...childEnv(), ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  let over = false
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('close', (code, signal) => {
      over = true
      resolve({ code, signal })
    })
  })

  return {
    process: child,
    stdout: () => stdout,
    stderr: () => stderr,
    says: async (pattern, milliseconds = 60_000) => {
      const deadline = Date.now() + milliseconds
      for (;;) {
        const match = pattern.exec(stdout) ?? pattern.exec(stderr)
        if (match) return match
        if (over || Date.now() > deadline) {
          throw new Error(`Never said ${pattern}${over ? ', and ended' : ''}:\n${stdout}\n${stderr}`)
        }
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },
    ended,
  }
}

export function startEntraide(flags: string[], variables: Record<string, string> = {}): Running {
  return runNode(['app/server/start.ts', ...flags], variables)
}
