"""网络投票结果: imported, matched to cases, turned into points."""
