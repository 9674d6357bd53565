"""People, contacts and titles."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.intake.persons import contact_in, people_in

NAMES = st.text(st.sampled_from("张王李赵欧阳娜伟芳䶮𬎆"), min_size=2, max_size=4)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("张三、李四，王五;赵六/钱七\n孙八", ["张三", "李四", "王五", "赵六", "钱七", "孙八"]),
        ("张三 李四", ["张三", "李四"]),
        ("李 娜、史艳然", ["李娜", "史艳然"]),
        ("张 三 李 四", ["张三", "李四"]),
        ("张三（组长）、李四", ["张三（组长）", "李四"]),
        ("John Smith、张三", ["John Smith", "张三"]),
        ("阿依古丽·买买提、张三", ["阿依古丽·买买提", "张三"]),
        ("团队成员：张三、李四", ["张三", "李四"]),
        ("王䶮、张𬎆", ["王䶮", "张𬎆"]),
        (" 、 ", []),
    ],
)
def test_people_in_splits_at_marks_and_between_full_names(text, names):
    assert list(people_in(text)) == names


@pytest.mark.parametrize(
    ("text", "name", "title"),
    [
        ("张三 总经理", "张三", "总经理"),
        ("张三\n办公室主任", "张三", "办公室主任"),
        ("张三（总经理）", "张三", "总经理"),
        ("张三/总经理", "张三", "总经理"),
        ("张三总经理", "张三", "总经理"),
        ("吕江帆科协主席", "吕江帆", "科协主席"),
        ("李 娜 总经理", "李娜", "总经理"),
        ("总经理 张三", "张三", "总经理"),
        ("张三 副总经理 兼总工程师", "张三", "副总经理 兼总工程师"),
        ("张三", "张三", None),
        ("李 娜", "李娜", None),
        ("", None, None),
    ],
)
def test_contact_in_tells_name_from_title(text, name, title):
    assert contact_in(text) == (name, title)


@settings(deadline=None)
@given(st.lists(NAMES, max_size=6), st.sampled_from(["、", "，", "；", "\n", " ", "/"]))
def test_people_in_reads_its_own_output(names, mark):
    assert list(people_in(mark.join(names))) == names


def test_contact_in_is_quick_for_a_hostile_cell():
    assert contact_in("总经理" * 10_000 + "甲")[1] is None
