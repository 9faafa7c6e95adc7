const files = import.meta.glob<Record<string, unknown>>('./en/*.json', { eager: true, import: 'default' })

export default Object.fromEntries(Object.entries(files).map(([path, file]) => [path.slice(5, -5), file]))
