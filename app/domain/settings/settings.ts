import { z } from 'zod'
import { privilegeSetting } from '#app/domain/users/privilege-setting.ts'

const atLeast = (min: number, fallback: number) => z.number().int().min(min).max(1_000_000).default(fallback)

/**
 * Everything that an administrator may change, by name, with its default from the rules of the forum. A command must
 * read every entry.
 */
export const settings = {
  privileges: privilegeSetting,
  voting: z.object({
    upADay: atLeast(1, 20),
    downADay: atLeast(0, 10),
    upToOneAuthorADay: atLeast(1, 6),
    downToOneAuthorADay: atLeast(0, 3),
    /** Minutes for which a vote can be changed. */
    changeMinutes: atLeast(0, 10),
  }),
  editing: z.object({
    /** Minutes after posting in which authors replace a text that nobody has answered yet, without a revision. */
    graceMinutes: atLeast(0, 5),
    /** Minutes after which the author of a hidden post may edit it, which sends it to review. */
    hiddenMinutes: atLeast(0, 10),
    suggestionsADay: atLeast(0, 20),
  }),
  writing: z.object({
    /** From more links to other sites in one text, the author needs the privilege to post many. */
    linksWithoutPrivilege: atLeast(0, 5),
    /** The maximum in one text on the first day of its author. */
    firstDayImages: atLeast(0, 3),
    firstDayMentions: atLeast(0, 2),
  }),
  tagging: z.object({
    /** Whether a question in a category that sets no tags needs one of its own. */
    required: z.boolean().default(false),
    /** As long as the forum has fewer tags, everybody who asks may create some. */
    everybodyCreatesBelow: atLeast(0, 50),
  }),
  suggestions: z.object({
    /** A title gets suggestions from this many characters on; and the number of suggestions. */
    fromCharacters: z.number().int().min(5).max(60).default(10),
    shown: z.number().int().min(1).max(10).default(5),
    /**
     * How probable it must be, in percent, that a suggestion answers, so that it is shown again before a question is
     * sent.
     */
    sendingPercent: z.number().int().min(0).max(100).default(50),
    /** The same, for asking whether it is the same problem. */
    duplicatePercent: z.number().int().min(0).max(100).default(85),
  }),
  attachments: z.object({
    imageMegabytes: z.number().int().min(1).max(30).default(20),
    /** Width × height, in millions; of an animation that is decoded, times its frames. */
    megapixels: z.number().int().min(1).max(100).default(50),
    /** Width × height × frames of the recording of a screen, in millions: readers' browsers decode it. */
    animationMegapixels: z.number().int().min(1).max(2_000).default(500),
    fileMegabytes: z.number().int().min(1).max(30).default(20),
    uploadsAnHour: atLeast(1, 20),
    /** How much one person may upload in 24 hours, and have stored in all. */
    megabytesADay: atLeast(1, 100),
    megabytesInAll: atLeast(1, 1000),
    /** Hours after which a file that no text uses is deleted. */
    orphanHours: atLeast(1, 24),
  }),
  journeys: z.object({
    /** Days after which the journeys of a day are deleted, except their counts. */
    keepDays: atLeast(2, 400),
  }),
  drafts: z.object({
    /** Days after which a draft is deleted that nobody has changed. */
    keepDays: atLeast(1, 90),
    perPerson: z.number().int().min(1).max(200).default(100),
  }),
  answering: z.object({
    /** Minutes for which others see that somebody is writing an answer, unless it is sent again. */
    softLockMinutes: atLeast(1, 10),
  }),
  notifications: z.object({
    /** Days after which a read notification is deleted. */
    keepDays: atLeast(1, 90),
  }),
  experts: z.object({
    /** The days of work that count for becoming an expert, and what is required in them. */
    windowDays: atLeast(30, 365),
    answers: atLeast(1, 10),
    accepted: atLeast(0, 5),
    /** The lower bound of the share of helpful votes, in percent. */
    helpfulPercent: z.number().int().min(0).max(99).default(60),
    /**
     * Days without an answer in the tag after which somebody is no longer its expert, and how many days before that
     * they are warned.
     */
    lapseDays: atLeast(2, 90),
    warnDays: atLeast(1, 14),
    /** Days after which a person who declined may be invited to the same tag again. */
    inviteAgainDays: atLeast(1, 180),
    /** To how many experts a new question is offered first, and how many requests an expert gets in a day. */
    firstAsked: atLeast(1, 3),
    askedADay: atLeast(0, 3),
    /** Hours after which a question without a policy is offered to the other experts. */
    secondWaveAfterHours: atLeast(1, 12),
    /** Hours after which a request without a reply expires, and after which an accepted question is free again. */
    silenceHours: atLeast(1, 48),
    reservedHours: atLeast(1, 24),
    /** Days without a visit after which an expert is away and is not asked. */
    awayDays: atLeast(1, 30),
  }),
  solving: z.object({
    /** Days after an answer with a positive score on which its asker is reminded to accept one. */
    firstReminderDays: atLeast(1, 3),
    secondReminderDays: atLeast(1, 7),
    lastReminderDays: atLeast(1, 30),
    /** No reminders for questions that are older than this many days. */
    remindedQuestionDays: atLeast(1, 180),
    /** Days without a post after which a solved question closes. */
    closeAfterDays: atLeast(1, 14),
  }),
  closing: z.object({
    votesNeeded: z.number().int().min(2).max(20).default(3),
    /** Days for which a vote to close or reopen counts. */
    voteDays: atLeast(1, 14),
    /** Points earned here that are needed to answer a protected question. */
    protectedPoints: atLeast(1, 10),
  }),
  rateLimits: z.object({
    /** A member with fewer points is new, and waits longer between two posts. */
    newBelowPoints: atLeast(1, 10),
    questionSecondsNew: atLeast(0, 120),
    questionSeconds: atLeast(0, 15),
    questionsADay: atLeast(1, 20),
    answerSecondsNew: atLeast(0, 30),
    answerSeconds: atLeast(0, 5),
    commentSecondsNew: atLeast(0, 15),
    commentSeconds: atLeast(0, 2),
    firstDayQuestions: atLeast(1, 5),
    firstDayAnswers: atLeast(1, 10),
    flagsADay: atLeast(1, 20),
    searchesAMinute: atLeast(1, 30),
    /** For all visitors of one IP address, which may be a whole office; suggestions while typing count too. */
    searchesOfAnAddressAMinute: atLeast(1, 120),
    suggestionsAMinute: atLeast(1, 120),
  }),
  searchLog: z.object({
    /** Days after which the search log is deleted. */
    keepLogDays: atLeast(7, 365),
    /** On how many different days visitors must have made a search before it is shown as popular. */
    popularDays: atLeast(2, 3),
  }),
  contact: z.object({
    /** Whether members can write to the staff in private. */
    open: z.boolean().default(true),
  }),
  newMembers: z.object({
    reviewFirstPost: z.boolean().default(true),
    /** A first post that was typed in less time, or has more links, is queued for approval. */
    typingSeconds: atLeast(0, 3),
    links: atLeast(0, 2),
  }),
  automaticReply: z.object({
    enabled: z.boolean().default(true),
    /** How certain it must be that an article answers a question before it is shown below it. */
    threshold: z.number().min(0.5).max(0.99).default(0.85),
    /** How many days the page that measures it looks back. */
    historyDays: z.number().int().min(7).max(1000).default(180),
  }),
} as const

export type SettingName = keyof typeof settings
export type Setting<Name extends SettingName> = z.infer<(typeof settings)[Name]>
