import { NodePostgresAdapter } from '@lucia-auth/adapter-postgresql'
import { type DatabaseSession, type DatabaseUser, Lucia, TimeSpan } from 'lucia'
import type { Actor } from '#app/domain/users/actor.ts'
import { findActorOfSession } from '#app/domain/users/find-actor.ts'
import { env } from '#app/platform/env.ts'
import { readCookie } from '#app/web/cookies.ts'
import { db, pool } from '#db/client.server.ts'

// Lucia accepts any type of user id. The attributes are the whole actor, read in one statement.
declare module 'lucia' {
  interface Register {
    Lucia: typeof lucia
    UserId: number
    DatabaseUserAttributes: Actor
  }
}

class SessionStore extends NodePostgresAdapter {
  override async getSessionAndUser(sessionId: string): Promise<[DatabaseSession | null, DatabaseUser | null]> {
    const found = await findActorOfSession(db, sessionId)
    if (!found) return [null, null]
    const { expiresAt, actor } = found
    return [
      { id: sessionId, userId: actor.id, expiresAt, attributes: {} },
      { id: actor.id, attributes: actor },
    ]
  }
}

const lucia = new Lucia(new SessionStore(pool, { user: 'users', session: 'sessions' }), {
  sessionExpiresIn: new TimeSpan(30, 'd'),
  sessionCookie: {
    name: 'entraide_session',
    attributes: { sameSite: 'lax', path: '/', secure: env.PUBLIC_URL?.startsWith('https:') ?? false },
  },
  getUserAttributes: (actor) => ({ actor }),
})

// Lucia decodes all cookies of the header, and throws when another application of this host has set one that is not valid
// percent-encoding. Ids of sessions are letters and digits, so nothing has to be decoded.
const sessionIdOf = (cookieHeader: string) => readCookie(cookieHeader, lucia.sessionCookieName)

/** The user of a request, and the cookie to send when the session was extended or has ended. */
export async function readSession(cookieHeader: string): Promise<{ actor: Actor | null; cookie?: string }> {
  const sessionId = sessionIdOf(cookieHeader)
  if (!sessionId) return { actor: null }
  const { session, user } = await lucia.validateSession(sessionId)
  if (!session) return { actor: null, cookie: lucia.createBlankSessionCookie().serialize() }
  if (session.fresh) return { actor: user.actor, cookie: lucia.createSessionCookie(sessionId).serialize() }
  return { actor: user.actor }
}

/** Opens a session and returns its cookie: httpOnly, SameSite=Lax, Secure under https. */
export async function openSession(userId: number): Promise<string> {
  const session = await lucia.createSession(userId, {})
  return lucia.createSessionCookie(session.id).serialize()
}

/** Ends the session of a request and returns the cookie that clears it. */
export async function closeSession(cookieHeader: string): Promise<string> {
  const sessionId = sessionIdOf(cookieHeader)
  if (sessionId) await lucia.invalidateSession(sessionId)
  return lucia.createBlankSessionCookie().serialize()
}
