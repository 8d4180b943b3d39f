/* Hides questions that are not asked. Without this script they stand there with the words when to answer them; the server decides alike. */
(function () {
  'use strict';

  function valuesOf(form, name) {
    const inputs = Array.from(form.elements).filter((each) => each.name === name);
    if (inputs.length === 1 && inputs[0].type === 'checkbox') return [String(inputs[0].checked)];
    return inputs
      .filter((each) => !['checkbox', 'radio'].includes(each.type) || each.checked)
      .map((each) => each.value);
  }

  function isAsked(form, input) {
    const name = input.dataset.hallShownIf;
    const deciding = form.querySelector(`[name="${name}"]`);
    if (!deciding) return true; // Asked on an earlier page: the server has decided.
    const wanted = input.dataset.hallShownValues.split(' ');
    const parent = deciding.dataset.hallShownIf;
    return (!parent || isAsked(form, deciding)) && valuesOf(form, name).some((value) => wanted.includes(value));
  }

  function update(form) {
    form.querySelectorAll('[data-hall-shown-if]').forEach((input) => {
      const field = input.closest('.zc-field');
      if (field) field.hidden = !isAsked(form, input);
    });
  }

  document.addEventListener('DOMContentLoaded', () => {
    document.querySelectorAll('form').forEach((form) => {
      if (!form.querySelector('[data-hall-shown-if]')) return;
      update(form);
      form.addEventListener('change', () => update(form));
    });
  });
}());
