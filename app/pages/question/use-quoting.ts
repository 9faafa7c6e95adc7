import { useEffect } from 'react'
import { useT } from '#app/ui/i18n.tsx'
import { showNote } from '#app/ui/sending/show-outcome.ts'

/**
 * Lets readers quote into their answer. The button of a post quotes the selected part of it, or all of it; the key `r`
 * quotes the selection. Without JavaScript the button opens the page with the quote in the answer.
 */
export function useQuoting(): void {
  const t = useT()
  useEffect(() => {
    const quote = async (postId: number, part: DocumentFragment | null) => {
      try {
        const { quotePost } = await import('#app/ui/editor/quote-post.ts')
        await quotePost(postId, part)
      } catch {
        showNote(t('editor:quoting.failed'), () => quote(postId, part))
      }
    }
    const onClick = (event: MouseEvent) => {
      const link = (event.target as Element).closest<HTMLElement>('a[data-quote]')
      if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return
      event.preventDefault()
      const postId = Number(link.dataset.quote)
      const chosen = selectedPart()
      quote(postId, chosen?.postId === postId ? chosen.part : null)
    }
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'r' || event.metaKey || event.ctrlKey || event.altKey) return
      if ((event.target as Element).closest('input, textarea, select')) return
      const chosen = selectedPart()
      if (!chosen) return
      event.preventDefault()
      quote(chosen.postId, chosen.part)
    }
    // Runs before the listener of the document that would follow the link.
    document.addEventListener('click', onClick, true)
    document.addEventListener('keydown', onKey)
    return () => {
      document.removeEventListener('click', onClick, true)
      document.removeEventListener('keydown', onKey)
    }
  }, [t])
}

/** The selection inside the text of one question or answer. */
function selectedPart(): { postId: number; part: DocumentFragment } | null {
  const selection = getSelection()
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null
  const range = selection.getRangeAt(0)
  const around = range.commonAncestorContainer
  const body = (around instanceof Element ? around : around.parentElement)?.closest('.prose[id^="body-"]')
  const postId = Number(body?.id.slice('body-'.length))
  return postId ? { postId, part: range.cloneContents() } : null
}
