import { createHash } from 'node:crypto'
import { NodePostgresAdapter } from '@lucia-auth/adapter-postgresql'
import { type Cookie, type DatabaseSession, type DatabaseUser, Lucia, TimeSpan } from 'lucia'
import type { Actor } from '#app/domain/users/actor.ts'
import { findActorOfSession } from '#app/domain/users/find-actor.ts'
import { browserName } from '#app/web/browser-name.ts'
import { readCookie } from '#app/web/cookies.ts'
import { db, pool } from '#db/client.server.ts'

// Lucia accepts any type of user id. The attributes are the whole actor, read in one statement.
declare module 'lucia' {
  interface Register {
    Lucia: typeof lucia
    UserId: number
    DatabaseUserAttributes: Actor
    DatabaseSessionAttributes: { browser?: string | null; system?: string | null }
  }
}

/** The id is the key of an account, so only its hash is stored: a copy of the database signs nobody in. */
const stored = (sessionId: string): string => createHash('sha256').update(sessionId).digest('hex')

/** For as long, the list of one's sessions may say that one was last seen earlier than it was. */
const USE_MS = 10 * 60_000

async function recordUse(id: string, lastSeenAt: Date): Promise<void> {
  const now = new Date()
  if (now.getTime() - lastSeenAt.getTime() < USE_MS) return
  await db.updateTable('sessions').set({ lastSeenAt: now }).where('id', '=', id).execute()
}

class SessionStore extends NodePostgresAdapter {
  override async getSessionAndUser(sessionId: string): Promise<[DatabaseSession | null, DatabaseUser | null]> {
    const found = await findActorOfSession(db, stored(sessionId))
    if (!found) return [null, null]
    const { expiresAt, lastSeenAt, actor } = found
    if (expiresAt > new Date()) await recordUse(stored(sessionId), lastSeenAt)
    return [
      { id: sessionId, userId: actor.id, expiresAt, attributes: {} },
      { id: actor.id, attributes: actor },
    ]
  }
  override setSession(session: DatabaseSession): Promise<void> {
    return super.setSession({ ...session, id: stored(session.id) })
  }
  override updateSessionExpiration(sessionId: string, expiresAt: Date): Promise<void> {
    return super.updateSessionExpiration(stored(sessionId), expiresAt)
  }
  override deleteSession(sessionId: string): Promise<void> {
    return super.deleteSession(stored(sessionId))
  }
}

const lucia = new Lucia(new SessionStore(pool, { user: 'users', session: 'sessions' }), {
  sessionExpiresIn: new TimeSpan(30, 'd'),
  sessionCookie: { name: 'entraide_session', attributes: { sameSite: 'lax', path: '/' } },
  getUserAttributes: (actor) => ({ actor }),
})

// Lucia decodes all cookies of the header, and throws when another application of this host has set one that is not valid
// percent-encoding. Ids of sessions are letters and digits, so nothing has to be decoded.
const sessionIdOf = (cookieHeader: string) => readCookie(cookieHeader, lucia.sessionCookieName)

/** Whether the request came over https, so that its cookies are sent over nothing else. */
type Transport = { secure: boolean }

function write(cookie: Cookie, { secure }: Transport): string {
  cookie.attributes.secure = secure
  return cookie.serialize()
}

/** The user of a request, and the cookie to send when the session was extended or has ended. */
export async function readSession(
  cookieHeader: string,
  transport: Transport,
): Promise<{ actor: Actor | null; cookie?: string }> {
  const sessionId = sessionIdOf(cookieHeader)
  if (!sessionId) return { actor: null }
  const { session, user } = await lucia.validateSession(sessionId)
  if (!session) return { actor: null, cookie: write(lucia.createBlankSessionCookie(), transport) }
  if (session.fresh) return { actor: user.actor, cookie: write(lucia.createSessionCookie(sessionId), transport) }
  return { actor: user.actor }
}

/**
 * Opens a session and returns its cookie: httpOnly, SameSite=Lax, Secure over https. Of the browser it keeps only the
 * names that its owner sees.
 */
export async function openSession(
  userId: number,
  transport: Transport,
  userAgent: string | null = null,
): Promise<string> {
  const session = await lucia.createSession(userId, browserName(userAgent))
  return write(lucia.createSessionCookie(session.id), transport)
}

/** Ends the session of a request and returns the cookie that clears it. */
export async function closeSession(cookieHeader: string, transport: Transport): Promise<string> {
  const sessionId = sessionIdOf(cookieHeader)
  if (sessionId) await lucia.invalidateSession(sessionId)
  return write(lucia.createBlankSessionCookie(), transport)
}

/** Ends all sessions of a person, in every browser, and returns the cookie that clears the one of this request. */
export async function closeAllSessions(userId: number, transport: Transport): Promise<string> {
  await lucia.invalidateUserSessions(userId)
  return write(lucia.createBlankSessionCookie(), transport)
}

export type OpenSession = {
  browser: string | null
  system: string | null
  openedAt: Date
  lastSeenAt: Date
  isThisOne: boolean
}

/** Where a person is signed in, the one of this request first, then those that were last used. */
export async function listSessions(userId: number, cookieHeader: string): Promise<OpenSession[]> {
  const own = sessionIdOf(cookieHeader)
  const rows = await db
    .selectFrom('sessions')
    .where('userId', '=', userId)
    .where('expiresAt', '>', new Date())
    .select(['id', 'browser', 'system', 'createdAt', 'lastSeenAt'])
    .orderBy('lastSeenAt', 'desc')
    .execute()
  return rows
    .map(({ id, createdAt, ...session }) => ({
      ...session,
      openedAt: createdAt,
      isThisOne: own !== undefined && id === stored(own),
    }))
    .sort((a, b) => Number(b.isThisOne) - Number(a.isThisOne))
}
