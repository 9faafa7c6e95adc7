import { expect, test } from 'vitest'
import { RENDER_BUDGET, RenderRefusal, renderText } from '#app/platform/renderer.ts'
import { renderMarkdown } from '#app/text/markdown.ts'

const prose = 'A **word** in a [link](https://a.example/x), `code` & <b>more</b>.\n\n- one\n- two\n\n'
const NONE = { ...RENDER_BUDGET, processor: 0 }

test('a long text is rendered beside the forum as a short one is in it', async () => {
  for (const times of [1, 20, 600]) {
    const source = prose.repeat(times)
    expect(await renderText(source)).toBe(renderMarkdown(source))
  }
})

test('a text that exceeds its time is refused, and the next ones are rendered', async () => {
  const long = prose.repeat(2000)
  const [refused, next] = await Promise.allSettled([renderText(long, NONE), renderText(prose.repeat(30))])
  expect(refused).toMatchObject({ status: 'rejected', reason: { because: 'time' } })
  expect(next).toMatchObject({ status: 'fulfilled', value: renderMarkdown(prose.repeat(30)) })
})

test('a text that makes far more HTML than it is long is refused', async () => {
  const budget = { ...RENDER_BUDGET, output: { fixed: 100, perCharacter: 1 } }
  await expect(renderText(prose.repeat(30), budget)).rejects.toThrow(RenderRefusal)
  await expect(renderText(prose.repeat(2), budget)).rejects.toThrow('output')
  expect(await renderText('word '.repeat(400), budget)).toContain('word')
})

test('more texts than can wait are refused at once, and the others are rendered', async () => {
  const outcomes = await Promise.allSettled(
    Array.from({ length: 40 }, (_, index) => renderText(prose.repeat(20) + index)),
  )
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(30)
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ because: 'busy' })
  }
})
