import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isCategorySlug } from '#app/domain/categories/category-slug.ts'
import { slug } from '#app/text/slug.ts'
import { threadPath } from '#app/web/paths.ts'

test.each([
  ['Why does my hub restart?', 'why-does-my-hub-restart'],
  ['Mon cœur à Noël', 'mon-coeur-a-noel'],
  ['Straße und GRÖSSE, ẞ', 'strasse-und-grosse-ss'],
  ['Łódź, Żółw', 'lodz-zolw'],
  ['Smørrebrød på Ærø', 'smorrebrod-pa-aero'],
  ['Þórður, Đuro, Ħal', 'thordur-duro-hal'],
  ['İstanbul ılık ŞİŞLİ', 'istanbul-ilik-sisli'],
  ['Tiếng Việt', 'tieng-viet'],
  ['ﬁn ｗｉｆｉ ½ n°2', 'fin-wifi-1-2-n-2'],
  ['Как подключить, йод и ёж?', 'как-подключить-йод-и-ёж'],
  ['Ελληνικά ΆΣ', 'ελληνικα-ας'],
  ['プリンターがつながらない', 'プリンターがつながらない'],
  ['打印机 连不上', '打印机-连不上'],
  ['한국어 질문', '한국어-질문'],
  ['हिन्दी में', 'हिन्दी-में'],
  ['می\u200cخواهم', 'می-خواهم'],
  ['!!! \u0301', ''],
  ['', ''],
  [`${'x'.repeat(59)} yy`, 'x'.repeat(59)],
])('%j is %j', (title, words) => expect(slug(title)).toBe(words))

test('of any title it is short, can stand in an address, and stays itself', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (title) => {
      const words = slug(title)
      expect([...words].length).toBeLessThanOrEqual(60)
      expect(slug(words)).toBe(words)
      expect(words === '' || isCategorySlug(words)).toBe(true)
      const path = threadPath({ id: 7, title })
      expect(path).toMatch(/^\/questions\/7(-[\w%-]+)?$/)
      expect(new URL(path, 'http://localhost').pathname).toBe(path)
    }),
  )
})
