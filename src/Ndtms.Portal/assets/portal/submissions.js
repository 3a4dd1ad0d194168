// What the pages of submissions do in addition where scripts run: a progress bar and a second try for uploads, and progress of checks without
// refreshing the page. All of it works without.

const upload = document.querySelector('[data-portal-upload]')
if (upload) {
  watchUpload(upload)
}
const follow = document.querySelector('[data-portal-follow]')
if (follow) {
  followProgress(follow)
}

function watchUpload (form) {
  const input = form.querySelector('input[type=file]')
  const status = form.querySelector('[data-portal-upload-status]')
  const box = form.querySelector('[data-portal-upload-progress]')
  const text = form.querySelector('[data-portal-upload-text]')
  const bar = form.querySelector('progress')
  const buttons = [...form.querySelectorAll('button:not([type=button])')]
  let chosen = false
  let request = null

  input.addEventListener('change', () => {
    chosen = input.files.length > 0
    status.textContent = chosen ? `${described(input.files[0])} Not sent yet. Select 'Upload and submit'.` : ''
  })
  window.addEventListener('beforeunload', event => {
    if (chosen || request) {
      event.preventDefault()
    }
  })
  form.addEventListener('submit', event => {
    if (!input.files.length) {
      return
    }
    event.preventDefault()
    if (!request) {
      send((event.submitter && event.submitter.getAttribute('formaction')) || form.getAttribute('action'))
    }
  })
  form.querySelector('[data-portal-upload-cancel]').addEventListener('click', () => {
    if (request) {
      request.abort()
    }
  })

  function send (to) {
    let percent = 0
    let quarter = 0
    request = new XMLHttpRequest()
    request.open('POST', to)
    request.setRequestHeader('X-Portal-Script', '1')
    request.upload.addEventListener('progress', event => {
      if (!event.lengthComputable) {
        return
      }
      percent = Math.floor(100 * event.loaded / event.total)
      bar.value = percent
      text.textContent = `Uploading: ${percent}%`
      if (Math.floor(percent / 25) > quarter) {
        quarter = Math.floor(percent / 25)
        status.textContent = `Uploading: ${percent}%`
      }
    })
    request.addEventListener('load', () => {
      chosen = false
      const answer = request
      request = null
      if ((answer.getResponseHeader('Content-Type') || '').startsWith('application/json')) {
        window.location.assign(JSON.parse(answer.responseText).to)
        return
      }
      // The same page with what is wrong, or a page that says what failed.
      document.open()
      document.write(answer.responseText)
      document.close()
    })
    request.addEventListener('error', () => over(`The connection was lost at ${percent}%. Nothing was submitted. Select 'Upload and submit' to try again.`))
    request.addEventListener('abort', () => over('Cancelled. Nothing was submitted.'))
    buttons.forEach(button => { button.disabled = true })
    box.hidden = false
    status.textContent = 'Uploading'
    request.send(new FormData(form))
  }

  function over (message) {
    request = null
    buttons.forEach(button => { button.disabled = false })
    box.hidden = true
    status.textContent = message
  }
}

function described (file) {
  const size = file.size < 1e6 ? `${Math.max(1, Math.round(file.size / 1e3))} KB` : `${(file.size / 1e6).toFixed(1)} MB`
  const named = /^([A-Z0-9]{1,8})-(\d{8})-(\d{8})-TREAT-IN-([A-Z])\./i.exec(file.name)
  return named
    ? `${file.name}, ${size}. Agency ${named[1].toUpperCase()}, ${day(named[2])} to ${day(named[3])}, data set ${named[4].toUpperCase()}.`
    : `${file.name}, ${size}.`
}

function day (text) {
  const date = new Date(Date.UTC(+text.slice(0, 4), +text.slice(4, 6) - 1, +text.slice(6, 8)))
  return date.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
}

function followProgress (box) {
  const heading = document.querySelector('[data-portal-heading]')
  const refresh = box.querySelector('[data-portal-refresh]')
  const announce = box.querySelector('[data-portal-announce]')
  let said = ''
  const events = new EventSource(box.dataset.portalFollow)
  events.addEventListener('progress', event => show(JSON.parse(event.data)))
  events.addEventListener('end', event => {
    events.close()
    show(JSON.parse(event.data))
  })
  events.addEventListener('error', () => {
    // The browser tries again by itself, unless the server refuses: then it is asked now and then.
    if (events.readyState === EventSource.CLOSED) {
      poll()
    }
  })

  function poll () {
    window.setTimeout(async () => {
      try {
        const answer = await fetch(box.dataset.portalPoll)
        if (answer.ok && !answer.redirected) {
          const view = await answer.json()
          show(view)
          if (view.isOver) {
            return
          }
        }
      } catch {
        // Asked again.
      }
      poll()
    }, 5000)
  }

  function show (view) {
    const items = box.querySelectorAll('[data-portal-steps] > li')
    view.steps.forEach((step, n) => {
      const [name, status] = [items[n].firstElementChild, items[n].querySelector('.nhsuk-tag')]
      name.textContent = step.text
      status.textContent = step.tag
      status.className = `nhsuk-tag nhsuk-tag--${step.colour} nhsuk-tag--no-wrap`
    })
    box.querySelector('[data-portal-news]').textContent = view.news
    box.querySelector('[data-portal-wait]').textContent = view.wait
    const now = view.steps.find(step => step.tag === 'Now')
    const step = view.isOver ? view.heading : now ? now.text : ''
    const place = `${view.quarter} ${view.steps.map(s => s.tag).join(' ')} ${view.wait}`
    if (place !== said) {
      said = place
      announce.textContent = [step, view.wait].filter(Boolean).join('. ')
    }
    if (view.isOver) {
      heading.textContent = view.heading
      document.title = `${view.heading} - Drug treatment statistics`
      refresh.textContent = 'See the result'
      refresh.classList.add('nhsuk-button')
    }
  }
}
