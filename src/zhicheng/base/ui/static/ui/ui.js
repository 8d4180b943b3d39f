/* 知城 Zhicheng: comfort only. Every page reads and submits without this file. */
(function () {
  'use strict';
  document.documentElement.classList.add('zc-js');

  /* The error summary takes the focus, so that a screen reader begins there. */
  function focusErrors(within) {
    const summary = within.querySelector('[data-zc-focus]');
    if (summary) summary.focus();
  }

  /* A form is sent once: a second click while the first is on its way does nothing. */
  function sendOnce(event) {
    const form = event.target;
    if (form.method !== 'post') return;
    if (form.dataset.zcSent) { event.preventDefault(); return; }
    form.dataset.zcSent = '1';
    form.setAttribute('aria-busy', 'true');
  }

  /* A page that comes back from the browser's memory may be sent again. */
  function forgetSending() {
    document.querySelectorAll('form[data-zc-sent]').forEach((form) => {
      delete form.dataset.zcSent;
      form.removeAttribute('aria-busy');
    });
  }

  /* On a phone the navigation scrolls sideways: bring the current entry into view. */
  function showCurrent() {
    const current = document.querySelector('.zc-nav [aria-current]');
    const nav = current && current.closest('.zc-nav');
    if (nav && nav.scrollWidth > nav.clientWidth) nav.scrollLeft = current.offsetLeft - nav.offsetLeft - 24;
  }

  /* A number that may be slid as well: the slider follows the number and the number the slider. */
  function addSliders() {
    document.querySelectorAll('input[data-zc-slide]').forEach((number) => {
      const slider = document.createElement('input');
      slider.type = 'range';
      slider.max = number.dataset.zcSlide;
      slider.value = number.value;
      slider.className = 'form-range';
      slider.setAttribute('aria-label', number.labels.length ? number.labels[0].textContent.trim() : number.name);
      slider.addEventListener('input', () => { number.value = slider.value; });
      number.addEventListener('input', () => { slider.value = number.value; });
      number.after(slider);
    });
  }

  /* On paper nothing can be opened: data tables are printed open and folded again afterwards. */
  function openForPaper() {
    document.querySelectorAll('details[data-zc-fold]:not([open])').forEach((details) => {
      details.open = true;
      details.dataset.zcPaper = '1';
    });
  }
  function foldAfterPaper() {
    document.querySelectorAll('details[data-zc-paper]').forEach((details) => {
      details.open = false;
      delete details.dataset.zcPaper;
    });
  }

  document.addEventListener('DOMContentLoaded', () => { focusErrors(document); showCurrent(); addSliders(); });
  document.addEventListener('submit', sendOnce);
  document.addEventListener('htmx:afterSwap', (event) => focusErrors(event.target));
  window.addEventListener('pageshow', forgetSending);
  window.addEventListener('beforeprint', openForPaper);
  window.addEventListener('afterprint', foldAfterPaper);
}());
