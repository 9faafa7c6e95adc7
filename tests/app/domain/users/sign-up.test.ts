import * as argon2 from '@node-rs/argon2'
import fc from 'fast-check'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { canonicalEmail } from '#app/domain/users/email-address.ts'
import { checkCredentials } from '#app/domain/users/sign-in.ts'
import { signUp } from '#app/domain/users/sign-up.ts'
import { findUserByName } from '#moderation/rings/queries.ts'
import { db, settleAtOnce } from '#tests/support/database.ts'

// The real one, counted: time itself is too noisy to compare.
vi.mock('@node-rs/argon2', { spy: true })

const account = { name: 'Ada Lovelace', email: 'ada@example.org', password: 'correct horse battery' }
const work = () => ({
  hashed: vi.mocked(argon2.hash).mock.calls.length,
  verified: vi.mocked(argon2.verify).mock.calls.length,
})
const refusalOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => null,
    (error) => ({ kind: error.kind, code: error.code, field: error.field, figures: error.figures }),
  )

beforeEach(() => vi.clearAllMocks())

describe('signing up', () => {
  test('opens an account that can sign in, with one event', async () => {
    const { id } = await signUp(db, { ...account, name: '  Ada \n Lovelace ', locale: 'fr' })
    const user = await db.selectFrom('users').where('id', '=', id).selectAll().executeTakeFirstOrThrow()
    expect(user).toMatchObject({
      name: 'Ada Lovelace',
      email: account.email,
      locale: 'fr',
      reputation: 1,
      kind: 'person',
    })
    expect(user.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(await db.selectFrom('events').select(['verb', 'actorId', 'userId']).execute()).toEqual([
      { verb: 'user.joined', actorId: id, userId: id },
    ])
    expect(await checkCredentials(db, account)).toEqual({ id })
  })

  test('refusals', async () => {
    const refused = async (change: Partial<typeof account>) => {
      const refusal = await refusalOf(signUp(db, { ...account, ...change }))
      expect(refusal?.kind).toBe('invalid')
      return refusal?.code
    }
    expect(await refused({ name: ' x ' })).toBe('name.too_short')
    expect(await refused({ name: '\u200b\u200b\u200b' })).toBe('name.too_short')
    expect(await refused({ name: 'x'.repeat(41) })).toBe('name.too_long')
    for (const email of [
      '',
      'ada',
      'ada@example',
      'a b@example.org',
      'a@b@example.org',
      'a\0@example.org',
      `${'x'.repeat(250)}@a.bc`,
    ]) {
      expect(await refused({ email }), email).toBe('email.invalid')
    }
    expect(await refused({ password: 'nine char' })).toBe('password.too_short')
    expect(await refused({ password: 'x'.repeat(201) })).toBe('password.too_long')
    expect(await db.selectFrom('users').where('kind', '=', 'person').select('id').execute()).toEqual([])
  })

  test('a known address, in any case, costs the same work as an unknown one', async () => {
    await signUp(db, account)
    const once = work()
    expect(once).toEqual({ hashed: 1, verified: 0 })
    const refusal = await refusalOf(signUp(db, { ...account, email: ' ADA@Example.ORG ' }))
    expect(refusal).toMatchObject({ kind: 'conflict', code: 'email.taken' })
    expect(work()).toEqual({ hashed: 2, verified: 0 })
  })

  test('of eight with one address at one moment, one gets it', async () => {
    const outcomes = await settleAtOnce(8, (index) => signUp(db, { ...account, name: `Ada ${index}` }))
    const codes = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.code] : []))
    expect(codes).toEqual(Array(7).fill('email.taken'))
  })

  test.each(['Zoë', '李小龍', 'محمد علي', 'Łukasz Żółć', 'O’Neil-Ñandú', 'Ada 👩🏽‍🚀'])(
    'somebody may be called %s',
    async (name) => {
      const { id } = await signUp(db, { ...account, name })
      expect(await db.selectFrom('users').where('id', '=', id).select('name').executeTakeFirst()).toEqual({ name })
    },
  )
})

describe('signing in', () => {
  test('unknown address, wrong password, no password, no longer there: one answer, for the same work', async () => {
    await signUp(db, account)
    const bob = { name: 'Bob', email: 'bob@example.org', password: 'another password' }
    const { id } = await signUp(db, bob)
    await db.updateTable('users').set({ deletedAt: new Date() }).where('id', '=', id).execute()
    await db
      .insertInto('users')
      .values({ name: 'Imported', email: 'imported@example.org', importSource: 'dump', importId: 1 })
      .execute()
    vi.clearAllMocks()

    const attempts = [
      { email: 'nobody@example.org', password: account.password },
      { email: account.email, password: 'wrong password' },
      { email: account.email, password: '' },
      { email: 'imported@example.org', password: '' },
      { email: 'imported@example.org', password: 'nobody has this password' },
      { email: 'nobody@example.org', password: 'nobody has this password' },
      bob,
      { email: '', password: '' },
    ]
    const refusal = { kind: 'forbidden', code: 'sign_in.refused', field: undefined, figures: {} }
    for (const [index, attempt] of attempts.entries()) {
      expect(await refusalOf(checkCredentials(db, attempt))).toEqual(refusal)
      expect(work()).toEqual({ hashed: 0, verified: index + 1 })
    }
    expect(await refusalOf(checkCredentials(db, account))).toBeNull()
    expect(work()).toEqual({ hashed: 0, verified: attempts.length + 1 })
  })

  test('the work is that of a real password: the decoy costs as much', async () => {
    await refusalOf(checkCredentials(db, { email: 'nobody@example.org', password: 'x' }))
    expect(vi.mocked(argon2.verify).mock.calls[0]![0]).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  })

  test('the address is the same in any case, the password is not', async () => {
    const { id } = await signUp(db, account)
    expect(await checkCredentials(db, { ...account, email: ' ADA@EXAMPLE.org ' })).toEqual({ id })
    expect(
      await refusalOf(checkCredentials(db, { ...account, password: account.password.toUpperCase() })),
    ).not.toBeNull()
  })

  test.each([
    [' spaces at both ends ', 'spaces at both ends'],
    ['pässwörd 密码 👍', 'password 密码 👍'],
    ['with\0a zero in it', 'with a zero in it'],
    ['x'.repeat(200), 'x'.repeat(199)],
  ])('the password %j is itself and no other', async (password, other) => {
    const { id } = await signUp(db, { ...account, password })
    expect(await checkCredentials(db, { ...account, password })).toEqual({ id })
    expect(await refusalOf(checkCredentials(db, { ...account, password: other }))).not.toBeNull()
  })

  test('a password typed on another keyboard, in other code points, is the same', async () => {
    const { id } = await signUp(db, { ...account, password: 'caf\u00e9 cr\u00e8me' })
    expect(await checkCredentials(db, { ...account, password: 'cafe\u0301 cre\u0300me' })).toEqual({ id })
  })
})

describe('the key of an account', () => {
  const SPELLINGS = [
    'Émile.İzmir@bücher.example.org',
    'e\u0301mile.izmir@BU\u0308CHER.example.org',
    ' ÉMILE.İZMIR@xn--bcher-kva.example.org ',
    'émile.izmir@bücher.example.org.',
    'émile.izmir@bücher。example.org',
  ]

  test.each(SPELLINGS)('is one, however the address is spelled: %s', async (email) => {
    const { id } = await signUp(db, { ...account, email: SPELLINGS[0] ?? '' })
    expect(await refusalOf(signUp(db, { ...account, email }))).toMatchObject({ code: 'email.taken' })
    expect(await checkCredentials(db, { email, password: account.password })).toEqual({ id })
    expect(await findUserByName(db, email)).toMatchObject({ id })
  })

  test('is unique in the database too, whoever writes it', async () => {
    const write = (email: string) => db.insertInto('users').values({ name: 'Émile', email }).returning('id').execute()
    const [row] = await write(' E\u0301MILE.I\u0307zmir@Example.org')
    const stored = await db
      .selectFrom('users')
      .where('id', '=', row?.id ?? 0)
      .select('email')
      .executeTakeFirst()
    expect(stored?.email).toBe(canonicalEmail('Émile.İzmir@example.org'))
    for (const email of ['émile.izmir@example.org', 'ÉMILE.İZMIR@example.org']) {
      await expect(write(email), email).rejects.toMatchObject({ code: '23505' })
    }
    const [other] = await write('other@example.org')
    const change = db
      .updateTable('users')
      .set({ email: 'E\u0301mile.izmir@example.org' })
      .where('id', '=', other?.id ?? 0)
    await expect(change.execute()).rejects.toMatchObject({ code: '23505' })
  })

  test('never changes when it is read again, and has no more than one @ and one dot at its end taken away', () => {
    const text = fc.string({ unit: fc.constantFrom(...'aéÉİıi\u0307\u0301.@-xn1ßΣ。 %'), maxLength: 20 })
    fc.assert(
      fc.property(text, text, (account, domain) => {
        const once = canonicalEmail(`${account}@${domain}`)
        const again = canonicalEmail(once.endsWith('.') ? `${once}.` : once)
        expect(again).toBe(once)
        expect(canonicalEmail(`${account}@${domain}`.normalize('NFD'))).toBe(
          canonicalEmail(`${account}@${domain}`.normalize('NFC')),
        )
      }),
    )
  })
})
