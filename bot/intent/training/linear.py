"""Fit a linear model on labelled features."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bot.intent.linear import LinearModel, Weights, group_of


def fit(
    examples: Sequence[tuple[Collection[str], str]],
    *,
    strength: float = 10,
    rarest: int = 2,
    weights: Sequence[float] | None = None,
) -> LinearModel:
    """Fit a multinomial logistic regression; write it with `path.write_bytes(model.to_bytes())`.

    `strength` is how far weights may grow (the inverse of the penalty, scikit-learn's C);
    features met in fewer than `rarest` examples are left out; `weights` count an example
    more or less. The same examples give the same bytes on the same machine.

    Raises
    ------
    ValueError
        The examples carry fewer than two labels.

    """
    seen = Counter(feature for features, _ in examples for feature in set(features))
    names = sorted(name for name, count in seen.items() if count >= rarest)
    labels = sorted({label for _, label in examples})
    if len(labels) < 2:
        raise ValueError(f"a model chooses between labels, but the examples only carry {labels}")
    rarity = {name: math.log((1 + len(examples)) / (1 + seen[name])) + 1 for name in names}
    matrix = _matrix([features for features, _ in examples], names, rarity)
    fitted = LogisticRegression(C=strength, max_iter=300, tol=1e-3)
    fitted.fit(matrix, [labels.index(label) for _, label in examples], sample_weight=weights)
    coefficients, intercept = fitted.coef_, fitted.intercept_
    if len(labels) == 2:  # scikit-learn keeps one row for two labels: the second's
        coefficients = np.vstack([-coefficients / 2, coefficients / 2])
        intercept = np.concatenate([-intercept / 2, intercept / 2])
    table = {
        name: Weights(rarity[name], [float(w) for w in column])
        for name, column in zip(names, coefficients.T, strict=True)
    }
    return LinearModel.of_weights(labels, [float(w) for w in intercept], table)


def _matrix(
    examples: Sequence[Collection[str]], names: Sequence[str], rarity: dict[str, float]
) -> csr_matrix:
    column = {name: i for i, name in enumerate(names)}
    cells: list[int] = []
    values: list[float] = []
    ends = [0]
    for features in examples:
        known = sorted(set(features) & column.keys())
        lengths: dict[str, float] = defaultdict(float)
        for feature in known:
            lengths[group_of(feature)] += rarity[feature] ** 2
        cells.extend(column[feature] for feature in known)
        values.extend(rarity[feature] / math.sqrt(lengths[group_of(feature)]) for feature in known)
        ends.append(len(cells))
    return csr_matrix((values, cells, ends), shape=(len(examples), len(names)))
