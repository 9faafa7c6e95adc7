import en from '#app/messages/en.ts'
import fr from '#app/messages/fr.ts'
import { registerMessages } from '#app/messages/register-messages.server.ts'

// As the web server does when it starts, for routes that answer with sentences.
registerMessages('en', en)
registerMessages('fr', fr)
