// Words that people use in any question, in both languages, without accents. They are in questions about every subject,
// but in a small forum they are still rare enough to look informative.
const ASKING = new Set(
  (
    'comment quel quelle quels quelles quoi pourquoi combien faire fait faut etre peut peux puis pouvoir dois doit ' +
    'devoir avoir a ai ont plus vouloir veux voudrais bonjour merci svp cela ca c on tout tres si ' +
    'how can what why get use way help want need please hi hello thanks would could do does doing any anyone'
  ).split(' '),
)

/** Whether a word, in lower case and without accents, is such a word: it says nothing about the subject. */
export const isAsking = (word: string): boolean => ASKING.has(word)

export const ASKING_WORDS: readonly string[] = [...ASKING]
