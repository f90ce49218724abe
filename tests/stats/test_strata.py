import numpy as np
import pandas as pd
import pytest

from analysis.stats import stratified_sign_flip, stratified_signed_rank
from analysis.stats._strata import stratum_codes

INCOMPLETE = [
    ["a", "b", float("nan")],
    ["a", "b", None],
    ("a", "b", np.nan),
    [1, 2, np.nan],
    np.array(["a", "b", np.nan], dtype=object),
    pd.Series(["a", "b", pd.NA], dtype="string"),
    pd.Series(["a", "b", None]),
    pd.Categorical(["a", "b", None]),
]


@pytest.mark.parametrize("labels", INCOMPLETE)
def test_a_missing_label_is_refused_whatever_it_is_written_as(labels):
    for test in (stratified_signed_rank, stratified_sign_flip):
        with pytest.raises(ValueError, match="strata must have no missing label, found 1 missing"):
            test([1, 2, 3], labels)


def test_text_labels_of_every_kind_are_the_same_strata():
    labels = ["b", "a", "b", "a"]
    kinds = [labels, np.array(labels), pd.Series(labels, dtype="string"), pd.Categorical(labels)]
    assert [stratum_codes(kind, 4, "strata").tolist() for kind in kinds] == [[1, 0, 1, 0]] * 4
