"""The sentence a board needs on its book loss, with the figures of the case."""

from __future__ import annotations

from transformatie.advice import euro
from transformatie.parts import Words


def sentence(
    name: str,
    option: tuple[str, str],
    gain: float,
    result: float,
    holding: float,
    year: int,
    ltv: tuple[float, float] | None,
    tax: tuple[int, float],
) -> Words:
    """What an option is worth against what it shows in the books.

    gain: value after tax over holding; result, holding: book result of the year of decision; ltv: loan over book value and
    over market value; tax: the year with the most tax and that tax.
    """
    return Words(
        nl=_nl(name, option[0], gain, result, holding, year, ltv, tax),
        en=_en(name, option[1], gain, result, holding, year, ltv, tax),
    )


def _shown(result: float, lang: str) -> str:
    word = {"nl": ("boekverlies", "boekwinst"), "en": ("book loss", "book profit")}[lang][result >= 0]
    return (
        f"{'een' if lang == 'nl' else 'a'} {word} {'van' if lang == 'nl' else 'of'} {euro(abs(result), lang)}"
    )


def _nl(
    name: str,
    option: str,
    gain: float,
    result: float,
    holding: float,
    year: int,
    ltv: tuple[float, float] | None,
    tax: tuple[int, float],
) -> str:
    text = f"{option} toont in {year} {_shown(result, 'nl')}."
    if name != "hold":
        text = f"{option} is {euro(abs(gain))} {'meer' if gain >= 0 else 'minder'} waard dan aanhouden, en toont in {year} {_shown(result, 'nl')}."
        text += f" Aanhouden toont in dat jaar {_shown(holding, 'nl')}"
        text += ": het verlies bestaat al, wie wacht boekt het ook." if holding < 0 and result < 0 else "."
    real = []
    if ltv is not None:
        real.append(f"het leningconvenant (LTV {ltv[0]:.0%} op boekwaarde, {ltv[1]:.0%} op marktwaarde)")
    real.append("de ruimte om uit te keren")
    real.append(
        f"wanneer belasting wordt betaald (het meest in {tax[0]}: {euro(tax[1])})"
        if tax[1] > 0
        else "wanneer belasting wordt betaald"
    )
    return text + f" Echt zijn {_list(real, 'en')}."


def _en(
    name: str,
    option: str,
    gain: float,
    result: float,
    holding: float,
    year: int,
    ltv: tuple[float, float] | None,
    tax: tuple[int, float],
) -> str:
    text = f"{option} shows {_shown(result, 'en')} in {year}."
    if name != "hold":
        text = f"{option} is worth {euro(abs(gain), 'en')} {'more' if gain >= 0 else 'less'} than holding, and shows {_shown(result, 'en')} in {year}."
        text += f" Holding shows {_shown(holding, 'en')} in that year"
        text += (
            ": the loss exists already, and who waits books it too." if holding < 0 and result < 0 else "."
        )
    real = []
    if ltv is not None:
        real.append(f"the loan covenant (LTV {ltv[0]:.0%} on book value, {ltv[1]:.0%} on market value)")
    real.append("the room to pay out")
    real.append(
        f"when tax is paid (most of it in {tax[0]}: {euro(tax[1], 'en')})"
        if tax[1] > 0
        else "when tax is paid"
    )
    return text + f" What is real is {_list(real, 'and')}."


def _list(parts: list[str], last: str) -> str:
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}" if len(parts) > 1 else parts[0]
