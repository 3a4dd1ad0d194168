import { initAll } from './nhsuk-frontend.js'
import './submissions.js'

// Style sheets and components ask whether scripts run.
document.body.classList.add('js-enabled', 'nhsuk-frontend-supported')
initAll()

for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false
  button.addEventListener('click', () => window.print())
}

for (const button of document.querySelectorAll('[data-copy]')) {
  button.hidden = false
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim())
    button.textContent = 'Copied'
  })
}

// Five minutes before a session ends a dialog says so; without scripts the page on which a late form arrives does.
const ends = document.querySelector('meta[name="session-ends-in"]')
if (ends) {
  const dialog = document.getElementById('session-ending')
  const minutes = 60 * 1000
  const until = Date.now() + Number(ends.content) * 1000
  let signedOut = until
  let warning = setTimeout(warn, signedOut - Date.now() - 5 * minutes)
  let leaving = setTimeout(leave, signedOut - Date.now() + 1000)

  function warn() {
    if (!dialog.open) {
      dialog.showModal()
    }
  }

  function leave() {
    window.location.assign('/timed-out?to=' + encodeURIComponent(window.location.pathname + window.location.search))
  }

  dialog.querySelector('[data-stay]').addEventListener('click', async () => {
    const answer = await fetch('/account/stay', { method: 'POST', headers: { RequestVerificationToken: dialog.dataset.token } })
    if (!answer.ok) {
      leave()
      return
    }
    const { endsIn, at } = await answer.json()
    signedOut = Date.now() + endsIn * 1000
    clearTimeout(warning)
    clearTimeout(leaving)
    warning = setTimeout(warn, endsIn * 1000 - 5 * minutes)
    leaving = setTimeout(leave, endsIn * 1000 + 1000)
    dialog.querySelector('[data-at]').textContent = at
    dialog.close()
  })
}
