/**
 * Which room may call which: a room, and the rooms below it that its files may import. Nothing else, no exceptions.
 * Packages of npm are not part of it, but for those named under it.
 */
const MAY_CALL = {
  'app/text': [],
  'app/platform': ['app/text'],
  db: ['app/platform', 'app/text'],
  'app/messages': ['db'],
  'app/queue': ['db'],
  'app/domain': ['app/messages', 'app/queue', 'app/platform', 'app/text', 'db'],
  moderation: ['app/domain', 'app/messages', 'app/queue', 'app/text', 'db'],
  'app/engines': ['app/domain', 'app/queue', 'app/platform', 'app/text', 'db'],
  'app/web': ['app/domain', 'app/engines', 'app/messages', 'app/platform', 'app/text', 'db'],
  'app/ui': ['app/web', 'app/domain', 'app/messages', 'app/text', 'db'],
  'app/pages': [
    ...['app/ui', 'app/web', 'app/messages', 'app/engines', 'moderation', 'app/domain'],
    ...['app/platform', 'app/text', 'db'],
  ],
  'app/jobs': ['app/engines', 'moderation', 'app/domain', 'app/queue', 'app/platform', 'db'],
  'app/demo': ['app/engines', 'moderation', 'app/domain', 'app/platform', 'db'],
  'app/verify': ['app/domain', 'app/platform', 'db'],
  'app/import': ['app/verify', 'app/domain', 'app/queue', 'app/platform', 'app/text', 'db'],
  // What the build starts from: root, entries, routes.
  'app/[^/]+$': ['app/ui', 'app/web', 'app/messages', 'moderation', 'app/domain', 'app/platform', 'db'],
  'app/server': ['app/[^/]+$', 'app/jobs', 'app/demo', 'app/ui', 'app/web', 'app/platform', 'db'],
  'app/cli': ['app/server', 'app/import', 'app/demo', 'app/verify', 'moderation', 'app/domain', 'app/platform', 'db'],
  migrations: [],
}

/** What only the rooms that speak to the browser may know. */
const BROWSER = ['react', 'react-dom', '@remix-run/react', '@remix-run/node', 'express']
const KNOW_NO_BROWSER = ['app/text', 'app/platform', 'db', 'app/queue', 'app/domain', 'moderation', 'app/engines']

const filesOf = (room) => (room.endsWith('$') ? `^${room}` : `^${room}/`)

export default {
  forbidden: [
    ...Object.entries(MAY_CALL).map(([room, below]) => ({
      name: `${room.replace('/[^/]+$', '')} calls down only`,
      severity: 'error',
      from: { path: filesOf(room) },
      to: { path: '^(app|db|migrations|moderation|tests)/', pathNot: [room, ...below].map(filesOf) },
    })),
    {
      name: 'every room is in the table',
      severity: 'error',
      from: { path: '^(app|db|moderation)/', pathNot: Object.keys(MAY_CALL).map(filesOf) },
      to: {},
    },
    {
      name: 'no circle of imports',
      comment: 'Types count: who reads one file of a circle has to read all of it.',
      severity: 'error',
      from: { path: '^(app|db|moderation)/' },
      to: { circular: true },
    },
    {
      name: 'no circle of concepts',
      severity: 'error',
      scope: 'folder',
      from: { path: '^(app/domain|app/domain/search|moderation)/[^/]+$' },
      to: { circular: true, viaOnly: { path: '^(app/domain|moderation)/[^/]+' } },
    },
    {
      name: 'a place knows no other place',
      comment: 'What two places share lies in app/ui, app/web or the domain.',
      severity: 'error',
      from: { path: '^app/pages/([^/]+)/' },
      to: { path: '^app/pages/', pathNot: '^app/pages/$1/' },
    },
    {
      name: 'views read no tables',
      severity: 'error',
      from: { path: '^app/ui/' },
      to: { path: '^db/', pathNot: '^db/schema\\.ts$' },
    },
    {
      name: 'no browser below the pages',
      severity: 'error',
      from: { path: KNOW_NO_BROWSER.map(filesOf) },
      to: { path: `^node_modules/(@types/)?(${BROWSER.join('|')})/` },
    },
  ],
  options: {
    includeOnly: { path: '^(app|db|migrations|moderation|node_modules)/' },
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.json', '.d.ts'],
    },
  },
}
