import random
from pathlib import Path

import pytest

from bot.intent.linear import LinearModel, Weights
from bot.intent.training.linear import fit

FRUIT = [
    ({"round", "red"}, "apple"),
    ({"round", "red", "sweet"}, "apple"),
    ({"long", "yellow"}, "banana"),
    ({"long", "yellow", "sweet"}, "banana"),
    ({"round", "orange"}, "orange"),
    ({"round", "orange", "sweet"}, "orange"),
]


def test_a_score_weighs_features_by_rarity_within_their_group() -> None:
    model = LinearModel.of_weights(
        ["a", "b"],
        [0.1, -0.2],
        {"w:x": Weights(3, [1, -1.5]), "w:y": Weights(4, [-2, 0.5]), "c:x": Weights(2, [0.5, 0])},
    )
    assert model.scores(["w:x"]) == pytest.approx([1.1, -1.7])
    assert model.scores(["w:x", "w:y", "unknown"]) == pytest.approx([0.1 + 0.6 - 1.6, -0.2 - 0.9 + 0.4])
    assert model.scores(["w:x", "c:x"]) == pytest.approx([1.6, -1.7])
    assert model.scores([]) == pytest.approx([0.1, -0.2])


def test_many_negative_weights_do_not_borrow_from_each_other() -> None:
    chance = random.Random(1)
    table = {f"f{i}": Weights(1, [chance.randint(-900, 900) / 100 for _ in range(12)]) for i in range(400)}
    model = LinearModel.of_weights([f"l{i}" for i in range(12)], [0.0] * 12, table)
    expected = [sum(row.labels[i] for row in table.values()) / 20 for i in range(12)]
    groups_of_one = LinearModel.of_weights(
        [f"l{i}" for i in range(12)], [0.0] * 12, {f"{f}:": w for f, w in table.items()}
    )
    assert model.scores(table) == pytest.approx(expected)
    assert groups_of_one.scores(f"{f}:" for f in table) == pytest.approx([20 * each for each in expected])


def test_a_feature_given_twice_counts_once() -> None:
    model = LinearModel.of_weights(["a", "b"], [0, 0], {"x": Weights(1, [1, 0])})
    assert model.scores(["x", "x"]) == model.scores(["x"])


def test_a_model_learns_and_survives_its_file(tmp_path: Path) -> None:
    model = fit(
        FRUIT,
    )
    path = tmp_path / "fruit"
    path.write_bytes(model.to_bytes())
    again = LinearModel.read(path)
    assert again.best({"long", "yellow"})[0] == "banana"
    assert again.scores({"round", "red"}) == model.scores({"round", "red"})
    assert again.labels == ("apple", "banana", "orange")
    assert again.reasons({"long", "yellow", "sweet"}, "banana")[0][0] in {"long", "yellow"}


def test_two_labels_work_like_many() -> None:
    model = fit(
        [({"now"}, "urgent"), ({"now", "x"}, "urgent"), ({"later"}, "calm"), ({"later", "x"}, "calm")]
    )
    assert sum(model.probabilities({"now"})) == pytest.approx(1)
    assert model.best({"now"})[0] == "urgent"
    assert model.best({"later"})[0] == "calm"


def test_the_same_examples_give_the_same_bytes() -> None:
    assert fit(FRUIT).to_bytes() == fit(list(FRUIT)).to_bytes()


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other"
    path.write_text("no weights")
    with pytest.raises(ValueError, match="other"):
        LinearModel.read(path)


def test_one_label_is_no_choice() -> None:
    with pytest.raises(ValueError, match="apple"):
        fit([({"round"}, "apple")])
