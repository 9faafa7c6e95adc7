import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<any>): Promise<void> {
  await sql`
    create table reviews (
      id bigint generated always as identity primary key,
      post_id bigint not null references posts on delete cascade,
      cause text not null default 'flags' check (cause in ('flags', 'new_member')),
      state text not null default 'open' check (state in ('open', 'claimed', 'upheld', 'rejected')),
      claimed_by bigint references users,
      claimed_at timestamptz,
      decided_by bigint references users,
      decided_at timestamptz,
      decision_note text not null default '',
      version integer not null default 1,
      opened_at timestamptz not null default now(),
      check ((state = 'claimed') <= (claimed_by is not null)),
      check ((state in ('upheld', 'rejected')) = (decided_at is not null))
    )`.execute(db)
  await sql`create unique index reviews_one_open on reviews (post_id) where decided_at is null`.execute(db)
  await sql`create index reviews_queue on reviews (opened_at, id) where decided_at is null`.execute(db)

  await sql`
    create table flags (
      id bigint generated always as identity primary key,
      post_id bigint not null references posts on delete cascade,
      review_id bigint not null references reviews on delete cascade,
      flagger_id bigint not null references users,
      reason text not null check (reason in (
        'spam', 'rude', 'personal_data', 'not_an_answer', 'duplicate', 'no_longer_valid', 'other')),
      note text not null default '',
      weight numeric(3, 1) not null default 1,
      created_at timestamptz not null default now(),
      unique (review_id, flagger_id)
    )`.execute(db)
  await sql`create index flags_post on flags (post_id)`.execute(db)

  await sql`alter table events add foreign key (review_id) references reviews`.execute(db)
  await sql`alter table reputation_entries add foreign key (review_id) references reviews on delete cascade`.execute(db)

  await sql`
    create table calendars (
      id bigint generated always as identity primary key,
      name text not null unique,
      time_zone text not null default 'Europe/Paris',
      slots jsonb not null,
      holidays_country text,
      holidays_region text
    )`.execute(db)

  await sql`
    create table policies (
      id bigint generated always as identity primary key,
      name text not null unique,
      is_default boolean not null default false,
      calendar_id bigint not null references calendars,
      unanswered_minutes integer not null check (unanswered_minutes > 0),
      unsolved_minutes integer not null check (unsolved_minutes > 0),
      first_response_minutes integer not null check (first_response_minutes > 0),
      next_response_minutes integer not null check (next_response_minutes > 0),
      solution_minutes integer not null check (solution_minutes > 0),
      starts_at timestamptz not null default now()
    )`.execute(db)
  await sql`create unique index policies_one_default on policies (is_default) where is_default`.execute(db)
  await sql`alter table categories add foreign key (policy_id) references policies on delete set null`.execute(db)

  await sql`
    create table tickets (
      id bigint generated always as identity primary key,
      thread_id bigint not null references threads on delete cascade,
      requester_id bigint references users,
      channel text not null default 'community' check (channel in ('community', 'mail', 'form', 'api')),
      cause text not null check (cause in ('unanswered', 'unsolved', 'expert', 'moderator', 'staff', 'asker')),
      cause_note text not null default '',
      escalated_by bigint not null references users,
      priority text not null default 'normal' check (priority in ('low', 'normal', 'high', 'urgent')),
      state text not null default 'new' check (state in ('new', 'open', 'pending', 'on_hold', 'solved', 'closed')),
      owner_id bigint references users,
      policy_id bigint not null references policies,
      first_responded_at timestamptz,
      customer_waiting_since timestamptz,
      paused_since timestamptz,
      paused_minutes integer not null default 0,
      solved_at timestamptz,
      solved_by bigint references users,
      closed_at timestamptz,
      previous_ticket_id bigint references tickets,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      first_response_due_at timestamptz,
      next_response_due_at timestamptz,
      solution_due_at timestamptz,
      first_response_breached_at timestamptz,
      next_response_breached_at timestamptz,
      solution_breached_at timestamptz,
      check ((state = 'closed') = (closed_at is not null)),
      check ((state in ('pending', 'on_hold')) = (paused_since is not null))
    )`.execute(db)
  // A thread has one ticket that is not closed; a solved one is reopened by a later escalation, a closed one followed up.
  await sql`create unique index tickets_one_open on tickets (thread_id) where closed_at is null`.execute(db)
  await sql`create index tickets_queue on tickets (state, priority, solution_due_at, id) where closed_at is null`.execute(
    db,
  )
  await sql`create index tickets_owner on tickets (owner_id, state) where closed_at is null`.execute(db)
  await sql`alter table events add foreign key (ticket_id) references tickets`.execute(db)
  await sql`create index events_ticket on events (ticket_id, id) where ticket_id is not null`.execute(db)

  // A workable default from the first minute: the defaults of the rules in a five-day week.
  await sql`
    with calendar as (
      insert into calendars (name, time_zone, slots, holidays_country)
      values ('Office hours', 'Europe/Paris',
        ${JSON.stringify(
          [1, 2, 3, 4, 5].flatMap((day) => [
            { day, from: '09:00', to: '12:30' },
            { day, from: '13:30', to: '18:00' },
          ]),
        )}::jsonb, 'FR')
      returning id
    )
    insert into policies (name, is_default, calendar_id, unanswered_minutes, unsolved_minutes,
      first_response_minutes, next_response_minutes, solution_minutes)
    select 'Default', true, id, 24 * 60, 72 * 60, 4 * 60, 8 * 60, 24 * 60 from calendar`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`drop table tickets, policies, calendars, flags, reviews cascade`.execute(db)
}
