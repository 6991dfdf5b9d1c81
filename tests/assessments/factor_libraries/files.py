"""A small data set of factors, and one kept for the practice."""

from assessments.actions.designs import Upload
from assessments.factor_libraries.bringing import DatasetGiven, bring
from assessments.factor_libraries.models import FactorDataset
from tests.assessments.cast import Cast

HEADER = b"key,name_en,name_zh,unit,a1_a3_kgco2e_per_unit,c4_kgco2e_per_unit,stands_for,year,valid_until,declaration,publisher\n"
FACTORS = (
    HEADER
    + "island-c30,Island concrete C30,海岛C30混凝土,m3,250,2,concrete-c30,2025,2099-12-31,EX-1,Programme\n".encode()
    + "old-c50,Old concrete C50,旧C50混凝土,m3,100,2,concrete-c50,2015,2020-12-31,EX-2,Programme\n".encode()
    + "block,Coral block,珊瑚砌块,m3,80,,,2025,2099-12-31,EX-3,Programme\n".encode()
)


def given(data: bytes = FACTORS, key: str = "island", name: str = "island.csv") -> DatasetGiven:
    return DatasetGiven(key, "Island concrete", Upload(name, [data]))


def make_dataset(cast: Cast, data: bytes = FACTORS) -> FactorDataset:
    return bring(cast.member, cast.practice, given(data))
