"""Lengths as Word counts them, the template's own words, and what is wording of an advertisement."""

import pytest

from services.export.wording import form as template
from services.intake.abstracts import Length, length_of, own_text, promotional_words


@pytest.mark.parametrize(
    ("text", "characters", "words"),
    [
        ("", 0, 0),
        (" \n　", 0, 0),
        ("创新", 2, 2),
        ("创 新\n点", 3, 3),
        ("实行“揭榜挂帅”……——", 12, 12),
        ("达到5G标准", 6, 5),
        ("ISO 9001 认证", 9, 4),
        ("误差±0.01mm，", 10, 4),
        ("３Ｄ打印", 4, 4),
        ("𬎆䶮", 2, 2),
    ],
)
def test_both_counts(text, characters, words):
    assert length_of(text) == Length(characters, words)


def test_the_template_s_prompt_is_no_abstract():
    prompt = next(row.prompt for row in template().rows if "请结合上述" in row.prompt)

    assert own_text(prompt) == ""
    assert own_text(f"{prompt}\n本案例……") == "本案例……"
    assert own_text("在车间，请结合上述选择的路线攻关。") == "在车间，请结合上述选择的路线攻关。"


@pytest.mark.parametrize(
    "text",
    [
        "欢迎选购",
        "联系电话订购",
        "联系电话：027-8765 4321",
        "订购热线",
        "全国总代理",
        "诚招代理商",
        "招商加盟",
        "限时优惠",
        "优惠价",
        "扫码关注",
        "扫描下方二维码",
        "最佳品牌",
        "是您的最佳选择",
        "欢迎广大客户来电咨询",
        "官网：www.example.com",
        "质量第一，信誉至上",
    ],
)
def test_advertisement_is_known(text):
    assert promotional_words(f"公司产品多样，{text}。") != ()


@pytest.mark.parametrize(
    "text",
    [
        "技术水平国内第一、国际领先，填补国内空白",
        "享受高新技术企业税收优惠政策，获优惠贷款",
        "工人扫码领取刀具，物料扫码入库，扫描二维码追溯全流程",
        "开通二十四小时服务热线，建立客户回访制度",
        "产品畅销，市场占有率位居全省第一，获评湖北名牌",
        "打破国外品牌的垄断，替代进口",
        "建立代理商管理制度，优化经销渠道",
        "质量第一的理念深入人心，安全第一",
        "用户可以选择不同的工艺路线，最佳工艺参数由试验确定",
        "联系高校专家，电话沟通数百次",
        "首选方案失败后，团队重新锚定方向",
        "顶级期刊发表论文三篇，关注行业公众号动态",
        "与客户合作开发，欢迎同行交流",
        "性价比高于进口产品，价格降低三成",
    ],
)
def test_facts_of_a_case_are_no_advertisement(text):
    assert promotional_words(text) == ()


def test_each_word_is_listed_once():
    assert promotional_words("欢迎选购，欢迎选购，全国总代理") == ("欢迎选购", "全国总代理")
