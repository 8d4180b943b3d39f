/* What was typed and did not reach the server stays in this tab, and is filled in again when the page comes back. Comfort only. */
(function () {
  'use strict';

  const KEPT = 'hall-unsent:';

  function typed(form) {
    return Array.from(new FormData(form)).filter(([name, value]) => name !== 'csrfmiddlewaretoken' && typeof value === 'string');
  }

  function fill(form, pairs) {
    const left = pairs.slice();
    function take(name) {
      const at = left.findIndex(([each]) => each === name);
      return at < 0 ? null : left.splice(at, 1)[0][1];
    }
    Array.from(form.elements).forEach((each) => {
      if (!each.name || ['hidden', 'file', 'submit', 'button'].includes(each.type)) return;
      if (['checkbox', 'radio'].includes(each.type)) {
        each.checked = pairs.some(([name, value]) => name === each.name && value === each.value);
      } else {
        const value = take(each.name);
        if (value !== null) each.value = value;
      }
    });
    form.dispatchEvent(new Event('change', { bubbles: true }));
  }

  function savedAt(form) {
    return form.querySelector('[data-hall-saved-at]').dataset.hallSavedAt;
  }

  function say(form, words) {
    const place = form.querySelector('[data-hall-unsent]');
    place.textContent = words;
    place.hidden = false;
    place.scrollIntoView({ block: 'nearest' });
  }

  /* The server has saved nothing since: what was sent then did not arrive. */
  function bringBack(form) {
    const place = KEPT + location.pathname;
    const kept = JSON.parse(sessionStorage.getItem(place) || 'null');
    sessionStorage.removeItem(place);
    if (!kept || kept.savedAt !== savedAt(form) || JSON.stringify(kept.typed) === JSON.stringify(typed(form))) return;
    fill(form, kept.typed);
    say(form, form.querySelector('[data-hall-unsent]').dataset.hallUnsent);
  }

  function keep(event) {
    const form = event.target;
    if (navigator.onLine === false) {
      event.preventDefault();
      event.stopPropagation(); // Not sent: the guard against a second click must not count it.
      say(form, form.querySelector('[data-hall-unsent]').dataset.hallOffline);
      return;
    }
    sessionStorage.setItem(KEPT + location.pathname, JSON.stringify({ savedAt: savedAt(form), typed: typed(form) }));
  }

  document.addEventListener('DOMContentLoaded', () => {
    const form = document.getElementById('answers');
    if (!form) return;
    bringBack(form);
    form.addEventListener('submit', keep);
  });
}());
