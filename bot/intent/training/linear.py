"""Fit a linear model on labelled features."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bot.intent.linear import LinearModel, Weights, group_of


def fit(
    examples: Sequence[tuple[Collection[str], str]],
    *,
    strength: float = 10,
    rarest: int = 2,
    most: int | None = None,
    scale: Mapping[str, float] | None = None,
    weights: Sequence[float] | None = None,
) -> LinearModel:
    """Fit a multinomial logistic regression; write it with `path.write_bytes(model.to_bytes())`.

    `strength` is how far weights may grow (the inverse of the penalty, scikit-learn's C);
    features met in fewer than `rarest` examples are left out, and of the others the `most`
    telling are kept and fitted again; `scale` is how loud a group of features may speak, 1
    unless told; `weights` count an example more or less. The same examples give the same
    bytes on the same machine.

    Raises
    ------
    ValueError
        The examples carry fewer than two labels.

    """
    scale = scale or {}
    labels = sorted({label for _, label in examples})
    if len(labels) < 2:
        raise ValueError(f"a model chooses between labels, but the examples only carry {labels}")
    seen = Counter(feature for features, _ in examples for feature in set(features))
    names = sorted(name for name, count in seen.items() if count >= rarest)
    rarity = {name: math.log((1 + len(examples)) / (1 + seen[name])) + 1 for name in names}
    gold = [labels.index(label) for _, label in examples]
    everything = [features for features, _ in examples]
    fitted = _regress(_matrix(everything, names, rarity, scale), gold, strength, weights)
    if most is not None and most < len(names):
        spread = fitted.coef_.max(axis=0) - fitted.coef_.min(axis=0)
        telling = np.argsort(-spread, kind="stable")[:most]
        names = sorted(names[i] for i in telling)
        fitted = _regress(_matrix(everything, names, rarity, scale), gold, strength, weights)
    columns, intercept = _all_labels(fitted)
    table = {
        name: Weights(rarity[name], [float(w) * scale.get(group_of(name), 1) for w in column])
        for name, column in zip(names, columns.T, strict=True)
    }
    return LinearModel.of_weights(labels, [float(w) for w in intercept], table)


def _regress(
    matrix: csr_matrix, gold: Sequence[int], strength: float, weights: Sequence[float] | None
) -> LogisticRegression:
    model = LogisticRegression(C=strength, max_iter=300, tol=1e-3)
    model.fit(matrix, gold, sample_weight=weights)
    return model


def _all_labels(fitted: LogisticRegression) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give a row of weights for each label; scikit-learn keeps one for two labels: the second's."""
    coefficients, intercept = np.asarray(fitted.coef_), np.asarray(fitted.intercept_)
    if len(intercept) > 1:
        return coefficients, intercept
    return np.vstack([-coefficients / 2, coefficients / 2]), np.concatenate([-intercept / 2, intercept / 2])


def _matrix(
    examples: Sequence[Collection[str]],
    names: Sequence[str],
    rarity: Mapping[str, float],
    scale: Mapping[str, float],
) -> csr_matrix:
    column = {name: i for i, name in enumerate(names)}
    group = {name: group_of(name) for name in names}
    cells: list[int] = []
    values: list[float] = []
    ends = [0]
    for features in examples:
        known = sorted(set(features) & column.keys())
        lengths: dict[str, float] = defaultdict(float)
        for feature in known:
            lengths[group[feature]] += rarity[feature] ** 2
        factor = {name: scale.get(name, 1) / math.sqrt(length) for name, length in lengths.items()}
        cells.extend(column[feature] for feature in known)
        values.extend(rarity[feature] * factor[group[feature]] for feature in known)
        ends.append(len(cells))
    return csr_matrix((values, cells, ends), shape=(len(examples), len(names)))
