import { useNavigate } from '@remix-run/react'
import { useEffect, useId, useRef, useState } from 'react'
import type { NamesIn } from '#app/messages/keys.ts'
import { askJson } from '#app/ui/ask-json.ts'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import type { IconName } from '#app/ui/icon-names.ts'
import { addRecentSearch, clearRecentSearches, listRecentSearches } from '#app/ui/search/recent-searches.ts'
import { openingPath, recordOpening } from '#app/ui/search/record-opening.ts'
import { isUnsaved } from '#app/ui/unsaved.ts'
import { written } from '#app/ui/written.tsx'
import { searchPath } from '#app/web/search-address.ts'

/** The answer of /search/suggestions. */
export type SearchSuggestions = {
  /** Popular searches, shown while nothing is typed. */
  popular: string[]
  /** Completions of the filter that is being typed. */
  completions: { from: number; items: Array<{ text: string; name: string; count: number | null }> } | null
  results: Array<{ postId: number; title: string; path: string; locale: string; isArticle: boolean; solved: boolean }>
  token: string | null
}

type Option = {
  key: string
  icon: IconName
  text: string
  hint?: string
  locale?: string
  group: 'recent' | 'forget' | 'popular' | 'completions' | 'results' | 'all'
  /** The address to open, the new text of the box, or neither: then it deletes the recent searches. */
  path?: string
  value?: string
  opening?: string
}

const PAUSE = 150
const SHOWN_RECENT = 5
const SHOWN_POPULAR = 5

const searchOption = (group: 'recent' | 'popular', text: string): Option => ({
  key: text,
  group,
  icon: group === 'recent' ? 'history' : 'search',
  text,
  path: searchPath({ text }),
})

/** Puts a text into a box as if it had been typed. */
function fill(input: HTMLInputElement, text: string): void {
  input.value = text
  input.setSelectionRange(text.length, text.length)
  input.dispatchEvent(new Event('input', { bubbles: true }))
}

/**
 * The list below a search box: recent and popular searches while the box is empty, completions of a filter, and in the
 * header the best matches. The focus stays in the box: arrows choose, Enter takes, Escape closes. It listens to a box
 * that is already on the page, so that no typed text is lost while this code is loaded.
 */
export default function SearchPanel({ input, results = false }: { input: HTMLInputElement; results?: boolean }) {
  const t = useT()
  const navigate = useNavigate()
  const id = useId()
  const [options, setOptions] = useState<Option[]>([])
  const [open, setOpen] = useState(document.activeElement === input)
  const [active, setActive] = useState(-1)
  const [announcement, setAnnouncement] = useState('')
  const shown = open && options.length > 0
  const now = useRef({ options, shown, active })
  now.current = { options, shown, active }

  const take = (option: Option) => {
    setActive(-1)
    if (option.value !== undefined) return fill(input, option.value)
    if (option.path === undefined) {
      clearRecentSearches()
      setOptions(options.filter(({ group }) => group !== 'recent' && group !== 'forget'))
      return setAnnouncement(t('search:panel.forgotten'))
    }
    setOpen(false)
    if (isUnsaved() && !confirm(t('editor:leave'))) return
    if (option.opening) recordOpening(option.opening)
    if (option.group !== 'recent' && option.group !== 'popular') addRecentSearch(input.value.trim())
    input.blur()
    navigate(option.path)
  }
  const taking = useRef(take)
  taking.current = take

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let asking = new AbortController()
    let token = ''
    let popular: string[] | undefined

    const ask = async (text: string): Promise<SearchSuggestions | undefined> => {
      asking.abort()
      asking = new AbortController()
      const { signal } = asking
      const query = new URLSearchParams({ q: text, ...(results && { results: '1' }), ...(token && { typing: token }) })
      const found = await askJson<SearchSuggestions>(`/search/suggestions?${query}`, { signal })
      return signal.aborted ? undefined : found
    }
    const show = (next: Option[]) => {
      setOptions(next)
      setActive(-1)
    }
    const offerSearches = async () => {
      const recent = listRecentSearches().slice(0, SHOWN_RECENT)
      const make = () => [
        ...recent.map((text) => searchOption('recent', text)),
        ...(recent.length > 0
          ? [{ key: '', group: 'forget' as const, icon: 'trash-2' as const, text: t('search:panel.forget') }]
          : []),
        ...(popular ?? [])
          .filter((text) => !recent.some((each) => each.toLowerCase() === text))
          .slice(0, SHOWN_POPULAR)
          .map((text) => searchOption('popular', text)),
      ]
      show(make())
      if (popular) return
      popular = (await ask(''))?.popular
      if (popular && input.value.trim() === '') show(make())
    }
    const offer = async () => {
      const text = input.value
      if (text.trim() === '') return offerSearches()
      const answer = await ask(text)
      if (!answer || input.value !== text) return
      token = answer.token ?? token
      show([...completionOptions(answer, text), ...resultOptions(answer, text.trim())])
      if (results)
        setAnnouncement(answer.results.length > 0 ? t('search:panel.count', { count: answer.results.length }) : '')
    }
    const completionOptions = ({ completions }: SearchSuggestions, text: string): Option[] =>
      (completions?.items ?? []).map((item) => ({
        key: item.text,
        group: 'completions' as const,
        icon: 'sliders-horizontal' as const,
        text: item.text,
        hint: isValue(item.name) ? t(`search:value.${item.name}`) : item.name,
        value: `${text.slice(0, completions?.from ?? 0)}${item.text} `,
      }))
    const resultOptions = (answer: SearchSuggestions, text: string): Option[] => {
      if (!results || answer.results.length === 0) return []
      const found = answer.results.map((result, index) => ({
        key: String(result.postId),
        group: 'results' as const,
        icon: result.isArticle
          ? ('book-open' as const)
          : result.solved
            ? ('circle-check' as const)
            : ('message-circle' as const),
        text: result.title,
        locale: result.locale,
        path: result.path,
        ...(answer.token && { opening: openingPath(answer.token, result.postId, index + 1) }),
      }))
      const all = {
        key: 'all',
        group: 'all' as const,
        icon: 'search' as const,
        text: t('search:panel.all', { text }),
        path: searchPath({ text }),
      }
      return [...found, all]
    }

    const onInput = () => {
      setOpen(true)
      clearTimeout(timer)
      timer = setTimeout(() => void offer(), PAUSE)
    }
    const onFocus = () => {
      setOpen(true)
      void offer()
    }
    const onBlur = () => setOpen(false)
    const onKey = (event: KeyboardEvent) => {
      const { options, shown, active } = now.current
      if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
      if (event.key === 'Escape' && shown) setOpen(false)
      else if (event.key === 'ArrowDown' && shown) setActive(active + 1 < options.length ? active + 1 : -1)
      else if (event.key === 'ArrowUp' && shown) setActive(active < 0 ? options.length - 1 : active - 1)
      else if ((event.key === 'Enter' || event.key === 'Tab') && shown && !event.shiftKey) {
        const option = options[active]
        if (!option || (event.key === 'Tab' && option.value === undefined)) return
        taking.current(option)
      } else return
      event.preventDefault()
    }
    input.setAttribute('role', 'combobox')
    input.setAttribute('aria-autocomplete', 'list')
    input.autocomplete = 'off'
    input.addEventListener('input', onInput)
    input.addEventListener('focus', onFocus)
    input.addEventListener('blur', onBlur)
    input.addEventListener('keydown', onKey)
    if (document.activeElement === input) void offer()
    return () => {
      clearTimeout(timer)
      asking.abort()
      input.removeEventListener('input', onInput)
      input.removeEventListener('focus', onFocus)
      input.removeEventListener('blur', onBlur)
      input.removeEventListener('keydown', onKey)
    }
  }, [input, results, t])

  useEffect(() => {
    input.setAttribute('aria-expanded', String(shown))
    input.setAttribute('aria-controls', id)
    if (shown && active >= 0) input.setAttribute('aria-activedescendant', `${id}-${active}`)
    else input.removeAttribute('aria-activedescendant')
  }, [input, id, shown, active])

  return (
    <>
      <div
        id={id}
        role="listbox"
        aria-label={t('search:panel.label')}
        hidden={!shown}
        // The box keeps the focus when somebody clicks here.
        onMouseDown={(event) => event.preventDefault()}
        className="search-panel"
      >
        {options.map((option, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the box's
          <div
            key={`${option.group} ${option.key}`}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            ref={(element) => {
              if (index === active) element?.scrollIntoView({ block: 'nearest' })
            }}
            onClick={() => take(option)}
          >
            <Icon name={option.icon} className="text-soft" />
            <span {...written(option.locale)} className="min-w-0 flex-1 truncate">
              {option.text}
            </span>
            {option.hint && option.hint !== option.text && <span className="hint truncate">{option.hint}</span>}
            {option.group === 'popular' && <span className="hint">{t('search:panel.popular')}</span>}
          </div>
        ))}
      </div>
      <p role="status" className="sr-only">
        {announcement}
      </p>
    </>
  )
}

const isValue = (name: string): name is NamesIn<'search:value.'> => /^(is|in|lang)\./.test(name)
