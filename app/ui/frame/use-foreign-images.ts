import { useEffect } from 'react'

/** A click on what stands in the place of an image of another site loads the image, and tells that site nothing more. */
export function useForeignImages(): void {
  useEffect(() => {
    const onClick = (event: MouseEvent) => {
      if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
      const place = event.target instanceof Element ? event.target.closest<HTMLElement>('.foreign-image') : null
      if (!place?.dataset.image) return
      event.preventDefault()
      const image = document.createElement('img')
      image.referrerPolicy = 'no-referrer'
      image.alt = place.dataset.alt ?? ''
      image.src = place.dataset.image
      place.replaceWith(image)
    }
    // Before the listener that follows links.
    document.addEventListener('click', onClick, { capture: true })
    return () => document.removeEventListener('click', onClick, { capture: true })
  }, [])
}
